"""The browser's part of a map: scripts, page and style, which lie with the app's components.

`points/` draws points and knows neither Streamlit nor notebooks; every component that shows points
is built on it. There is no build step: the scripts are put one behind the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from embedscope.dashboard import app_folder

RENDERER = (
    *("arrays", "order", "parts", "cells", "colours", "camera"),
    *("pace", "draw", "gl", "plain", "plot", "islands"),
    *("playhead", "sheets", "tip", "pen", "picture", "picked", "gif", "video", "film", "takeaway"),
)
MAP = (
    "point_map",
    "map",
    (
        *("lasso", "kept", "hand", "pane", "card"),
        *("legend", "table", "taken", "choice", "coming", "main"),
    ),
)
RACE = ("race_maps", "race", ("finer", "lane", "chosen", "race"))
TAKEAWAY = "points/takeaway.html"
"""Stills and films, in every component that draws points."""
CELLS = "cells"
"""What hands them to a notebook. A component: its folder, the name of its HTML and style sheet, its
own scripts.
"""


def scripts(folder: str, own: Sequence[str], *, points: bool = True) -> str:
    """The renderer and `own` scripts of `folder` as one module, without what its host calls."""
    files = [f"points/{name}.js" for name in RENDERER] if points else []
    return _text([*files, *(f"{folder}/{name}.js" for name in own)])


def style(folder: str, name: str, *, points: bool = True) -> str:
    """The renderer's style sheet and the component's own."""
    files = ["points/points.css"] if points else []
    return _text([*files, f"{folder}/{name}.css"])


def markup(folder: str, name: str) -> str:
    """The HTML that the component lives in, with what it takes from `points/`."""
    return _text([f"{folder}/{name}.html"]).replace(f"<!-- {TAKEAWAY} -->", _text([TAKEAWAY]))


def cell_scripts(entry: str) -> str:
    """What stands behind a component's scripts in a notebook's cell."""
    return _text([f"{CELLS}/cell.js", f"{CELLS}/{entry}.js"])


def _text(names: Sequence[str]) -> str:
    place = app_folder() / "pages" / "components"
    return "".join((place / name).read_text(encoding="utf-8") for name in names)
