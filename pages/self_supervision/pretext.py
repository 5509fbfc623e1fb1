"""The nets that solved puzzles: how well, on how many pictures."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.figures.tables import Cell, Number
from core.runs.run import Run
from core.runs.standing import title_of
from pages.shared.figure_card import figure_card
from pages.shared.folded import folded
from pages.shared.html_table import html_table

NO_LABELS = (
    "The report's branch had solved puzzles of **1.3 million pictures of ImageNet**; a branch "
    "here has seen what the table states."
)


def draw_pretext(runs: Mapping[str, Run]) -> None:
    """A row and a curve for each run of puzzles."""
    html_table(
        ["Network", "Orders", "Puzzles solved", "Times chance", "n", "Pictures seen", "Weights"],
        [_row(name, run) for name, run in runs.items()],
    )
    st.markdown(NO_LABELS)
    learned = folded("How they learned", key="unlabelled-learned", icon=":material/show_chart:")
    if learned:
        with learned:
            _draw_curves(runs)


def _draw_curves(runs: Mapping[str, Run]) -> None:
    from core.figures.curves import curves

    histories = {name: run.history() for name, run in runs.items()}
    figure_card(
        curves(
            {n: (h["epoch"], h["validation_accuracy"]) for n, h in histories.items()},
            title="puzzles solved, validation pictures",
            x_title="epoch",
            height=300,
        ),
        name="unlabelled-pretext",
        alt="Share of puzzles solved while training",
    )


def _row(name: str, run: Run) -> list[Cell]:
    card = run.finished()
    right, chance = card.metric("test/accuracy"), card.value("test/chance_accuracy") or 1.0
    return [
        f"{title_of(run)} ({name})",
        f"{card.solver.permutations:,}" if card.solver else "",
        Number(right.value, right.low, right.high),
        f"{(right.value or 0.0) / chance:.0f}",
        f"{right.n or 0:,}",
        f"{card.data.train:,}",
        f"{card.value('net/parameters') or 0:,}",
    ]
