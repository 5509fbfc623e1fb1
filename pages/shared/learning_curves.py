"""How runs went: charts side by side, a column of their histories each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from core.runs.run import Run
from pages.shared.figure_card import figure_card


@dataclass(frozen=True)
class CurveChart:
    """A column of the history, what it is called, and how it is drawn."""

    column: str
    title: str
    smoothing: float = 0.0
    log: bool = False


def curve_cards(
    runs: Mapping[str, Run], charts: tuple[CurveChart, ...], *, name: str, height: int
) -> None:
    """A chart of each column over epochs, a line for each run by its title."""
    from core.figures.curves import curves

    histories = {title: run.history() for title, run in runs.items()}
    for place, chart in zip(st.columns(len(charts), gap="medium"), charts, strict=True):
        with place:
            figure_card(
                curves(
                    {title: (h["epoch"], h[chart.column]) for title, h in histories.items()},
                    title=chart.title,
                    x_title="epoch",
                    log=chart.log,
                    smoothing=chart.smoothing,
                    height=height,
                ),
                name=f"{name}-{chart.column}",
                alt=f"{chart.title} of the runs",
            )
