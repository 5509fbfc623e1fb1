"""A model's figures, and what each of them says."""

from __future__ import annotations

import streamlit as st

from core.figures.tables import Cell, Number
from core.metrics.decimal import decimal
from core.metrics.meanings import figure_title, in_order
from core.metrics.metric import Metric
from core.metrics.student import deviation
from core.runs.card import RunCard
from pages.shared.html_table import result_table
from pages.shared.meanings import draw_meanings


def draw_figures(card: RunCard) -> None:
    """Every figure with its interval over test images, and over seeds where several were tried."""
    head = ["Figure", "Value (95 %, images)", "n"]
    metrics = {name: card.metrics[name] for name in in_order(card.metrics)}
    rows: list[list[Cell]] = [
        [
            figure_title(metric),
            Number(each.value, each.low, each.high),
            Number(each.n) if each.n else "",
        ]
        for metric, each in metrics.items()
    ]
    if card.over_seeds:
        seeds = max(each.n or 0 for each in card.over_seeds.values())
        head += [f"Mean of {seeds} seeds (95 %)", "Deviation"]
        for metric, row in zip(metrics, rows, strict=True):
            mean = card.over_seeds.get(metric, Metric(None))
            row += [Number(mean.value, mean.low, mean.high), decimal(deviation(mean), 3)]
    if rows:
        result_table(
            head,
            rows,
            name=card.name,
            told=f"{card.title}. Intervals (95 %) are over the n test images"
            + (
                f", of the mean over {seeds} seeds; the deviation is that of single seeds."
                if card.over_seeds
                else "; one seed, so that its luck is unknown."
            ),
        )
        if not card.over_seeds:
            st.caption("Trained with one seed: how much of these figures is its luck is unknown.")
        draw_meanings(metrics)
