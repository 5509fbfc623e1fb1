"""One HTML file with a component in it: opened from the disk, no server, not one request.

It is drawn by the very scripts of the app, on the page of `core.figures.page_file`; its data lie
within.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

from core.figures.page_file import page_file, paragraphs
from embedscope.drawing.scripts import markup, scripts, style

KINDS = {".webp": "image/webp", ".json": "application/json"}


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
        below: HTML between the component and `told`, as `core.figures.page_parts` makes it.
    """
    folder, name, own = place
    return page_file(
        title=title,
        style=style(folder, name),
        body=f"""{paragraphs(says)}
<div id="room">
{markup(folder, name)}
</div>
{"".join(below)}""",
        told=told,
        script=f"""<script id="data" type="text/plain">{data}</script>
<script>
{scripts(folder, own)}
const room = document.getElementById("room");
const bytesOf = (packed) => Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
const text = document.getElementById("data").textContent;
{begin}
</script>""",
    )


def inlined(path: Path) -> str:
    """A file as an address that needs no request."""
    kind = KINDS.get(path.suffix, "application/octet-stream")
    return f"data:{kind};base64,{as_text(path.read_bytes())}"


def as_text(content: bytes) -> str:
    """In base 64."""
    return base64.b64encode(content).decode()
