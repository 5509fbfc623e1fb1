"""Our own small documents, without a script: signing in and out, privacy, a refusal."""

from __future__ import annotations

import base64
import hashlib
import html
from functools import cache
from pathlib import Path

from starlette.responses import HTMLResponse

from core.figures.theme import css_variables
from pages.serving.guard.policy import ALONE

ICON = Path(__file__).parents[2] / "icon.png"
STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  box-sizing: border-box; background: var(--look-background); color: var(--look-text);
  font: 1rem/1.5 "Source Sans", system-ui, sans-serif; }
main { width: 100%; max-width: 23rem; box-sizing: border-box; padding: 2rem;
  border: 1px solid var(--look-border); border-radius: calc(2 * var(--look-radius)); }
main.wide { max-width: 44rem; }
header { display: flex; align-items: center; gap: .6rem; font-weight: 600; }
header img { width: 2rem; height: 2rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1.2rem 0 .4rem; }
h2 { font-size: 1.1rem; margin: 1.4rem 0 .2rem; }
p { margin: .4rem 0; }
.muted, footer, label small { color: var(--look-muted); font-size: .9rem; }
label { display: block; margin-top: 1rem; font-weight: 600; }
label small { display: block; font-weight: 400; }
input { display: block; width: 100%; box-sizing: border-box; margin-top: .25rem; padding: .6rem;
  font: inherit; color: inherit; background: var(--look-surface);
  border: 1px solid var(--look-border); border-radius: var(--look-radius); }
button, a.button { display: block; width: 100%; box-sizing: border-box; margin-top: 1.4rem;
  padding: .65rem; font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  cursor: pointer; border-radius: var(--look-radius); border: 1px solid var(--look-primary);
  background: var(--look-primary); color: var(--look-on-primary); }
a.button.second { background: none; color: var(--look-primary); }
:is(input, button, a):focus-visible { outline: 3px solid var(--look-primary); outline-offset: 2px; }
.wrong { border-left: 4px solid var(--look-bad); padding: .4rem .8rem; margin: 1rem 0;
  background: var(--look-surface); overflow-wrap: anywhere; }
a { color: var(--look-primary); }
footer { margin-top: 1.6rem; }
"""


def document(
    title: str, content: str, *, wrong: str = "", status: int = 200, wide: bool = False
) -> HTMLResponse:
    """A page with a title and `content`, which is HTML; `wrong` is a text."""
    said = f'<p class="wrong" role="alert">{html.escape(wrong)}</p>' if wrong else ""
    style, mark = _style()
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)} · Embedscope</title><style>{style}</style></head><body>"
        f'<main class="{"wide" if wide else ""}"><header><img src="{_icon()}" alt="">Embedscope'
        f"</header><h1>{html.escape(title)}</h1>{said}{content}</main></body></html>"
    )
    allowed = f"{ALONE}; style-src 'sha256-{mark}'; img-src data:"
    headers = {"cache-control": "no-store", "content-security-policy": allowed}
    return HTMLResponse(text, status_code=status, headers=headers)


@cache
def _style() -> tuple[str, str]:
    """The style, and its hash, by which the policy lets it in."""
    style = css_variables() + STYLE
    return style, base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@cache
def _icon() -> str:
    return f"data:image/png;base64,{base64.b64encode(ICON.read_bytes()).decode()}"
