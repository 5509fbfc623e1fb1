"""The one way a Plotly figure gets onto a page: in the page's own colours, with its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.figures.look import CONFIG, inked
from core.figures.theme import Shade, shade_of


def page_shade() -> Shade:
    """The colours of the page as the visitor sees it: light or dark."""
    return shade_of(st.context.theme.type)


def chart(
    figure: Any,
    *,
    key: str,
    name: str,
    alt: str | None = None,
    tools: Mapping[str, object] | None = None,
    clicked: Callable[[], None] | None = None,
) -> None:
    """Draw `figure` over the width it is given, with its tools.

    Args:
        figure: a Plotly figure; its words are written in the page's colours.
        key: of the chart in the session.
        name: of the picture that the camera saves, at twice the size.
        alt: read aloud instead of the chart.
        tools: Plotly's settings of the row of tools, beside the common ones.
        clicked: called when a point is clicked; the selection is under `key` in the session.
    """
    config = {
        **CONFIG,
        "displayModeBar": True,
        "toImageButtonOptions": {"format": "png", "filename": name, "scale": 2},
        **(tools or {}),
    }
    chosen: Any = {"on_select": clicked, "selection_mode": "points"} if clicked else {}
    st.plotly_chart(inked(figure, page_shade()), key=key, config=config, alt=alt, **chosen)
