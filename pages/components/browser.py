"""A component of Streamlit's: what `embedscope.drawing.scripts` puts together, and its entry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from embedscope.drawing.scripts import markup, scripts, style

_HERE = Path(__file__).parent


def component(folder: str, name: str, own: Sequence[str], *, points: bool = True) -> Any:
    """The component `embedscope.<folder>`: `<name>.html`, `<name>.css`, its `own` scripts.

    `entry.js` in its folder says what happens when Streamlit hands it new data. Without `points` it
    does without the renderer.
    """
    entry = [_HERE / "lasting.js", _HERE / folder / "entry.js"]
    return st.components.v2.component(
        f"embedscope.{folder}",
        html=markup(folder, name),
        css=style(folder, name, points=points),
        js=scripts(folder, own, points=points)
        + "".join(file.read_text(encoding="utf-8") for file in entry),
    )
