"""How a widget lies within its page: as high as what it shows, and in the page's font."""

from __future__ import annotations

import gradio as gr

from core.figures.theme import css_variables

FRAME = """
const frame = window.frameElement, content = element.closest('main')?.firstElementChild;
const outside = frame?.ownerDocument;
if (frame && content) new ResizeObserver(() => {
  const { top, height: own } = content.getBoundingClientRect();
  if (own < 50) return;  // it is not there yet
  const height = `${Math.ceil(own + 2 * (top + scrollY)) + 2}px`;
  frame.style.height = height;
  const holder = frame.closest('[data-testid=stElementContainer]');
  if (holder) Object.assign(holder.style, { height, flex: 'none' });
}).observe(content);
for (const sheet of outside?.styleSheets ?? []) {
  let rules = [];
  try { rules = [...sheet.cssRules]; } catch { /* of another host */ }
  for (const { style } of rules.filter(rule => rule.constructor.name === 'CSSFontFaceRule')) {
    const name = style.getPropertyValue('font-family').replaceAll('"', '');
    const file = style.getPropertyValue('src').match(/url\\("([^"]+)"/)?.[1];
    if (name === 'Source Sans' && file) document.fonts.add(new FontFace(
      name, `url("${new URL(file, sheet.href ?? outside.baseURI)}")`,
      { weight: style.getPropertyValue('font-weight'), style: style.getPropertyValue('font-style') }
    ));
  }
}
"""
"""`main` itself fills the frame: it would grow with it. Fonts that the page has, the frame has."""

SCHEME = "body {color-scheme: light} body.dark {color-scheme: dark}"


def frame(css: str) -> None:
    """Begin a widget: its style, and what makes it fit the page."""
    gr.HTML(f"<style>{SCHEME}{css_variables()}{css}</style>", js_on_load=FRAME, padding=False)
