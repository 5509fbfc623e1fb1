"""The curves of runs side by side: a chart a quantity, two beside each other where they fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from core.figures.curves import History, Quantity, lane_curve
from pages.shared.figure_card import figure_card
from pages.shared.moving_maps import kept


def draw_lane_charts(
    name: str, histories: Mapping[str, History], quantities: Sequence[Quantity], *, stamp: object
) -> None:
    """Draw them anew when `stamp` has changed.

    Args:
        name: of what the runs are together.
        histories: by lane, the columns of each.
        quantities: which are drawn; the first chart names the lanes.
        stamp: what the drawn depends on.
    """
    places = [place for _ in quantities[::2] for place in st.columns(2, gap="medium")]
    for number, quantity in enumerate(quantities):
        named = number == 0 and len(histories) > 1
        drawn = partial(lane_curve, histories, quantity, legend=named)
        figure = kept(name, quantity.column, stamp, drawn)
        with places[number]:
            figure_card(
                figure,
                name=f"lanes-{quantity.column}",
                alt=f"{quantity.title} of {', '.join(histories)} over the steps",
            )
