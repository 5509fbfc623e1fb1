"""A page as one HTML file: opened from the disk, printed, no server, not one request.

A content security policy of its own forbids it to fetch anything. It follows the reader's light or
dark; on paper it is dark on white, and no table, chart or heading is torn from what belongs to it.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from core.figures.page_parts import CSS as PARTS
from core.figures.page_parts import sentence
from core.figures.theme import SHADES, Shade, css_variables

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; connect-src data:"
)
PAGE = """
* { box-sizing: border-box; }
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 1400px; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--st-text-color); background: var(--st-background-color); }
h1 { font-size: 1.6rem; margin: 0 0 0.5rem; }
p { max-width: 70ch; margin: 0.4rem 0; overflow-wrap: anywhere; }
footer { color: var(--look-muted); font-size: 0.85rem; margin-top: 1.5rem; }
"""
PRINT = """
@page { size: A4; margin: 16mm 14mm; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  p { max-width: none; orphans: 3; widows: 3; }
  h1, h2, h3 { break-after: avoid; }
  tr, figure, .curve { break-inside: avoid; }
  .curves { grid-template-columns: 1fr 1fr; }
  .map { max-width: 75mm; }
  .figures { overflow: visible; }
  .figures table { font-size: 8pt; }
  .figures th { white-space: normal; }
  .screen { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def page_file(
    *, title: str, body: str, told: Sequence[str] = (), style: str = "", script: str = ""
) -> bytes:
    """The file, UTF-8.

    Args:
        title: its heading.
        body: HTML below the heading.
        told: sentences at the end: where the data come from, n, seed, version.
        style: more rules.
        script: `<script>` elements at the end of the body.
    """
    text = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{html.escape(title)}</title>
<style>
{css_variables()}
{_shades()}
{PAGE}
{PARTS}
{style}
{PRINT}
</style>
</head>
<body>
<h1>{html.escape(title)}</h1>
{body}
<footer>
{paragraphs(told)}
</footer>
{script}
</body>
</html>
"""
    return text.encode()


def paragraphs(sentences: Sequence[str]) -> str:
    """One each; `**` makes letters bold."""
    return "\n".join(f"<p>{sentence(each)}</p>" for each in sentences if each)


def _shades() -> str:
    """The variables that Streamlit gives to components, after the reader's own light or dark."""
    light, dark = (_variables(SHADES[kind]) for kind in ("light", "dark"))
    return (
        f":root {{ {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    )


def _variables(shade: Shade) -> str:
    known = {
        "text-color": shade.text,
        "background-color": shade.background,
        "secondary-background-color": shade.surface,
        "border-color": shade.border,
        "primary-color": shade.primary,
    }
    return " ".join(f"--st-{name}: {value};" for name, value in known.items())
