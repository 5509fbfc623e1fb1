"""Pictures to try, as buttons: a click triggers `click` with the `name` of one."""

from __future__ import annotations

import html
from collections.abc import Iterable

from PIL import Image

from pages.widgets._html import image

THUMB = 96
CHOOSE = """
element.addEventListener('click', event => {
  const chosen = event.target.closest('button[data-name]');
  if (chosen) trigger('click', {name: chosen.dataset.name});
});
"""


def examples_html(pictures: Iterable[tuple[str, Image.Image]]) -> str:
    """A button for each name and picture."""
    return f"<div class='examples'>{''.join(_button(*each) for each in pictures)}</div>"


def thumb(picture: Image.Image, edge: int = THUMB) -> Image.Image:
    """The middle square of a picture, small."""
    short = min(picture.size)
    left, top = (picture.width - short) // 2, (picture.height - short) // 2
    return picture.resize((edge, edge), box=(left, top, left + short, top + short))


def _button(name: str, picture: Image.Image) -> str:
    title = html.escape(name)
    return (
        f"<button type='button' data-name='{title}'>{image(thumb(picture), '')}"
        f"<span>{title}</span></button>"
    )
