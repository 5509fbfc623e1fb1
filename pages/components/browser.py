"""What a component hands to the browser: its own files behind those of the point renderer.

`points/` draws points and knows nothing of Streamlit; every component that shows points is built on
it. There is no build step: the scripts are put one behind the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

_HERE = Path(__file__).parent
RENDERER = (
    *("arrays", "order", "parts", "cells", "colours", "camera"),
    *("pace", "draw", "gl", "plain", "plot", "islands"),
    *("playhead", "sheets", "tip", "pen", "picture", "gif", "film", "takeaway"),
)


def scripts(folder: str, own: Sequence[str], *, points: bool = True) -> str:
    """The renderer and `own` scripts of `folder` as one module, without what Streamlit calls."""
    files = [_HERE / "points" / f"{name}.js" for name in RENDERER] if points else []
    files += [_HERE / folder / f"{name}.js" for name in own]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def style(folder: str, name: str, *, points: bool = True) -> str:
    """The renderer's style sheet and the component's own."""
    files = [_HERE / "points" / "points.css"] if points else []
    files += [_HERE / folder / f"{name}.css"]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def component(folder: str, name: str, own: Sequence[str], *, points: bool = True) -> Any:
    """The component `embedscope.<folder>`: `<name>.html`, `<name>.css`, its `own` scripts.

    `entry.js` in its folder says what happens when Streamlit hands it new data. Without `points` it
    does without the renderer.
    """
    entry = [_HERE / "lasting.js", _HERE / folder / "entry.js"]
    return st.components.v2.component(
        f"embedscope.{folder}",
        html=(_HERE / folder / f"{name}.html").read_text(encoding="utf-8"),
        css=style(folder, name, points=points),
        js=scripts(folder, own, points=points)
        + "".join(file.read_text(encoding="utf-8") for file in entry),
    )
