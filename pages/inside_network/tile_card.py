"""Tiles on the page: a click on one chooses it, and what is shown can be saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.shared.chart import chart
from pages.shared.controls import bound_number
from pages.shared.figure_card import Table, csv_button
from pages.shared.query_params import set_bound


def tile_card(
    figure: Any,
    *,
    name: str,
    alt: str,
    caption: str = "",
    chooses: Sequence[int] | None = None,
    table: Table | None = None,
) -> None:
    """Draw tiles; a click on the i-th puts `chooses[i]` into the channel of the address."""
    key = f"tiles-{name}"

    def clicked() -> None:
        points = (st.session_state.get(key) or {}).get("selection", {}).get("point_indices", [])
        if points and chooses is not None and points[0] < len(chooses):
            set_bound("channel", int(chooses[points[0]]))

    chart(
        figure,
        key=key,
        name=name,
        alt=alt,
        tools={"modeBarButtons": [["toImage"]]},
        clicked=None if chooses is None else clicked,
    )
    if caption:
        st.caption(caption)
    if table is not None:
        csv_button("Save the numbers", table, name=name)


def chosen_channel(count: int, *, label: str = "Channel") -> int:
    """The channel of the address, of `count`; a number field, which tiles can set."""
    return bound_number(f"{label}, 0 to {count - 1}", count - 1, key="channel")


def csv_of(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table as CSV; numbers with six digits."""
    body = (",".join(f"{v:.6g}" if isinstance(v, float) else str(v) for v in row) for row in rows)
    return "\n".join([",".join(head), *body]) + "\n"
