"""Pictures to try: two photos that come with scikit-learn, and some that are drawn here.

Source: china.jpg and flower.jpg in `sklearn.datasets.load_sample_image`, CC BY 2.0
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.errors import UnknownName

SIDE = 480
FRUIT = (
    ("#c8412f", 120, 205, 75), ("#e39a22", 235, 175, 70), ("#7ea53a", 345, 215, 72),
    ("#8a3f73", 185, 265, 62), ("#dbc13c", 290, 275, 66),
)  # fmt: skip


@lru_cache
def example(name: str) -> Image.Image:
    """The picture called so, RGB; raises UnknownName, which lists them all."""
    if name not in EXAMPLES:
        raise UnknownName("example", name, EXAMPLES)
    return EXAMPLES[name]()


def _photo(file: str) -> Image.Image:
    """One of scikit-learn's, without importing that: a server builds the widget without it."""
    package = find_spec("sklearn")
    assert package is not None
    assert package.origin is not None
    with Image.open(Path(package.origin).parent / "datasets/images" / file) as picture:
        return picture.convert("RGB")


def _landscape() -> Image.Image:
    """A sun over hills, a lake with its light, and a house."""
    ramp = np.linspace(0, 1, SIDE)[:, None, None]
    sky = np.array([74, 134, 200]) * (1 - ramp) + np.array([250, 222, 190]) * ramp
    picture = Image.fromarray(np.broadcast_to(sky, (SIDE, SIDE, 3)).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((330, 50, 420, 140), fill="#ffe27a")
    pen.polygon([(0, 260), (130, 130), (250, 260)], fill="#6d7f8f")
    pen.polygon([(160, 270), (300, 165), (480, 280)], fill="#566878")
    pen.polygon([(92, 168), (130, 130), (167, 170), (130, 185)], fill="#eef3f7")
    pen.rectangle((0, 255, SIDE, SIDE), fill="#5f8f4e")
    pen.polygon([(210, 300), (480, 285), (480, 420), (300, 400)], fill="#3f7fa6")
    for row in range(6):
        pen.line((350 - 6 * row, 305 + 15 * row, 410 + 4 * row, 305 + 15 * row), "#f4dc8c", 4)
    pen.rectangle((60, 300, 150, 380), fill="#b5533c")
    pen.polygon([(48, 302), (105, 250), (162, 302)], fill="#6e3325")
    pen.rectangle((92, 335, 116, 380), fill="#3a2318")
    return picture


def _fruit() -> Image.Image:
    """A bowl with fruit on a table."""
    picture = Image.new("RGB", (SIDE, SIDE), "#d8cbb4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 330, SIDE, SIDE), fill="#8d6a48")
    pen.ellipse((110, 395, 400, 450), fill="#75563a")
    for colour, x, y, radius in FRUIT:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
        pen.ellipse((x - radius // 2, y - radius // 2, x - 10, y - 10), fill="#f6e9d8")
        pen.line((x, y - radius, x + 8, y - radius - 22), "#4a3320", 6)
    pen.chord((60, 150, 420, 430), 10, 170, fill="#3d5f8c")
    pen.line((66, 318, 414, 318), "#86a5cc", 8)
    return picture


def _letters() -> Image.Image:
    """Nine fields with a letter each, as one picture."""
    shades = np.linspace(60, 200, 9).astype(int)
    picture = Image.new("RGB", (SIDE, SIDE))
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(120)
    edge = SIDE // 3
    for place, letter in enumerate("ABCDEFGHI"):
        y, x = (edge * part for part in divmod(place, 3))
        shade = int(shades[place])
        pen.rectangle((x, y, x + edge, y + edge), fill=(shade, 120, 255 - shade))
        pen.text((x + edge / 2, y + edge / 2), letter, "white", font, anchor="mm")
    return picture


EXAMPLES: dict[str, Callable[[], Image.Image]] = {
    "Temple": partial(_photo, "china.jpg"),
    "Flower": partial(_photo, "flower.jpg"),
    "Landscape": _landscape,
    "Fruit": _fruit,
    "Letters": _letters,
}
