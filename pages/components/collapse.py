"""Why batch-hard collapses, as one moving triplet, and why semi-hard does not."""

from __future__ import annotations

from pathlib import Path
from string import Template

import streamlit as st

HERE = Path(__file__).with_suffix("")
HARD = {
    "kind": "hard",
    "read": "A triplet whose negative is nearer than its positive: as the three shrink onto one "
    "point, the loss falls to the margin.",
    "positive": 250,
    "x": 155,
    "y": 34,
    "said": "<b>The hardest negative</b> is nearer than the positive. Shrinking all three onto one "
    "point lowers the loss, down to the margin and no further: a net may take that way first, and "
    "there no triplet pulls it out again.",
}
SEMI = {
    "kind": "semi",
    "read": "A triplet whose negative is farther than its positive: as the three shrink onto one "
    "point, the loss rises to the margin.",
    "positive": 203,
    "x": 230,
    "y": 27,
    "said": "<b>A semi-hard negative</b> is farther than the positive, by less than the margin. "
    "Shrinking raises the loss; only a larger difference of the two distances lowers it.",
}
"""Places in pixels, the anchor at 90, 80. With one margin for both, the loss begins at twice and at
half of it: `collapse.css` draws that.
"""


def draw_why(*, key: str) -> None:
    """Two triplets that shrink onto a point: the loss of one falls, that of the other rises.

    Source: Schroff et al., FaceNet (2015), section 3.2: the loss, and what semi-hard means.
    """
    st.subheader("Why a map falls onto one point", anchor=False)
    _picture(key=key)


def _both() -> str:
    figure = Template((HERE / "collapse.html").read_text(encoding="utf-8"))
    return f'<div class="why">{figure.substitute(HARD)}{figure.substitute(SEMI)}</div>'


_picture = st.components.v2.component(
    "embedscope.collapse",
    html=_both(),
    css=(HERE / "collapse.css").read_text(encoding="utf-8"),
)
