"""Why batch-hard collapses, as one moving triplet, and why semi-hard does not."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

HERE = Path(__file__).with_suffix("")


def draw_why(*, key: str) -> None:
    """Two triplets that shrink onto a point: the loss of one falls, that of the other rises.

    Source: Schroff et al., FaceNet (2015), section 3.2: the loss, and what semi-hard means.
    """
    st.subheader("Why a map falls onto one point", anchor=False)
    _picture(key=key)


_picture = st.components.v2.component(
    "embedscope.collapse",
    html=(HERE / "collapse.html").read_text(encoding="utf-8"),
    css=(HERE / "collapse.css").read_text(encoding="utf-8"),
)
