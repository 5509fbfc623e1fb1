"""One HTML file with a component in it: opened from the disk, no server, not one request.

It is drawn by the very scripts of the app; its data lie within, and a content security policy of
its own forbids it to fetch anything.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from pathlib import Path

from core.figures.theme import SHADES, Shade, css_variables
from embedscope.drawing.scripts import markup, scripts, style
from pages.components.file_parts import CSS as PARTS
from pages.components.file_parts import sentence

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
    "img-src data: blob:; connect-src data:"
)
STILL = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Of a file without scripts."""
KINDS = {".webp": "image/webp", ".json": "application/json"}
PAGE = """
* { box-sizing: border-box; }
:root { color-scheme: light dark; }
body { margin: 0 auto; max-width: 1400px; padding: 1.5rem; font: 1rem/1.5 system-ui, sans-serif;
  color: var(--st-text-color); background: var(--st-background-color); }
h1 { font-size: 1.6rem; margin: 0 0 0.5rem; }
p { max-width: 70ch; margin: 0.4rem 0; overflow-wrap: anywhere; }
footer { color: var(--look-muted); font-size: 0.85rem; margin-top: 1.5rem; }
"""


def one_file(
    *,
    title: str,
    says: Sequence[str],
    told: Sequence[str],
    place: tuple[str, str, Sequence[str]],
    data: str,
    begin: str,
    below: Sequence[str] = (),
) -> bytes:
    """The file, UTF-8.

    Args:
        title: its heading.
        says: sentences above the component; in them and in `told`, `**` makes letters bold.
        told: sentences below it: where the data come from, n, seed, version.
        place: the component's folder, the name of its HTML and style sheet, its own scripts.
        data: what it draws, as a text without "<".
        begin: a script that draws `text` in the element `room`; `bytesOf` reads `as_text`'s.
        below: HTML of what stands between the component and `told`, as `file_parts` makes it.
    """
    folder, name, own = place
    return document(
        title=title,
        says=says,
        told=told,
        css=style(folder, name),
        body=f"""<div id="room">
{markup(folder, name)}
</div>
{"".join(below)}""",
        policy=POLICY,
        script=f"""<script id="data" type="text/plain">{data}</script>
<script>
{scripts(folder, own)}
const room = document.getElementById("room");
const bytesOf = (packed) => Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
const text = document.getElementById("data").textContent;
{begin}
</script>""",
    )


def document(
    *,
    title: str,
    says: Sequence[str],
    told: Sequence[str],
    body: str,
    css: str = "",
    policy: str = STILL,
    script: str = "",
) -> bytes:
    """A file that travels alone, UTF-8: a heading, sentences, `body`, and below it more sentences.

    Args:
        title: its heading.
        says: sentences above the body; in them and in `told`, `**` makes letters bold.
        told: sentences below it.
        body: HTML.
        css: a style sheet beside that of all such files.
        policy: what the file may load; without scripts where nothing is said.
        script: HTML with the scripts, at the end.
    """
    text = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{html.escape(title)}</title>
<style>
{css_variables()}
{_shades()}
{PAGE}
{PARTS}
{css}
</style>
</head>
<body>
<h1>{html.escape(title)}</h1>
{_paragraphs(says)}
{body}
<footer>
{_paragraphs(told)}
</footer>
{script}
</body>
</html>
"""
    return text.encode()


def inlined(path: Path) -> str:
    """A file as an address that needs no request."""
    kind = KINDS.get(path.suffix, "application/octet-stream")
    return f"data:{kind};base64,{as_text(path.read_bytes())}"


def as_text(content: bytes) -> str:
    """In base 64."""
    return base64.b64encode(content).decode()


def _paragraphs(sentences: Sequence[str]) -> str:
    return "\n".join(f"<p>{sentence(each)}</p>" for each in sentences if each)


def _shades() -> str:
    """The variables that Streamlit gives to components, after the reader's own light or dark."""
    light, dark = (_variables(SHADES[kind]) for kind in ("light", "dark"))
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"


def _variables(shade: Shade) -> str:
    known = {
        "text-color": shade.text,
        "background-color": shade.background,
        "secondary-background-color": shade.surface,
        "border-color": shade.border,
        "primary-color": shade.primary,
    }
    return " ".join(f"--st-{name}: {value};" for name, value in known.items())
