"""Loss, accuracy and learning rate of the chosen runs, and everything on screen as files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.diagnosis.collapse import collapse_step
from core.figures.learning import learning_curves
from core.runs.curves import ACCURACY, LOSS, RATE, RATIO, Curve, as_csv, best_of
from core.runs.event_files import events_zip
from pages.curves.runs import Shown
from pages.curves.words import draw_words
from pages.shared.figure_card import csv_button, figure_card

CHARTS = "curves"
"""How the charts' names begin."""
CAPTIONS = {
    LOSS: "Solid: validation, dotted: training, star: lowest validation loss. Losses of different "
    "tasks, or with smoothed labels, cannot be compared.",
    RATIO: "The loss of triplets as a share of the margin. Where it stays at 1 while the spread "
    "falls, the embedding has collapsed: a dashed vertical line.",
    ACCURACY: "Share of images that are right; in training, of the batches with augmentation and "
    "dropout; of an embedding, by k-NN on the probe set.",
    RATE: "The learning rate that the schedule sets, on a logarithmic axis.",
}


def draw_charts(found: Sequence[Shown], *, axis: str, smoothing: float, log: bool) -> None:
    """Loss and accuracy beside each other."""
    has_ratio = [any(curve.quantity == RATIO for curve in one.curves) for one in found]
    losses = [LOSS] * (not all(has_ratio)) + [RATIO] * any(has_ratio)
    quantities = [*losses, ACCURACY]
    for place, quantity in zip(st.columns(len(quantities), gap="medium"), quantities, strict=True):
        with place:
            draw_chart(found, quantity, axis=axis, smoothing=smoothing, log=log)


def draw_rate_and_words(found: Sequence[Shown], *, axis: str) -> None:
    """The learning rate and each run in words: beside it, and what has no room there below."""
    with st.container(key="rate-and-words"):
        with st.container():
            draw_chart(found, RATE, axis=axis, height=340)
        draw_words(found)


def draw_chart(
    found: Sequence[Shown],
    quantity: str,
    *,
    axis: str,
    smoothing: float = 0.0,
    log: bool = False,
    height: int = 400,
) -> None:
    """One chart with its caption, or a word where no run has such a curve."""
    if not any(curve.quantity == quantity for one in found for curve in one.curves):
        st.caption(f"No {quantity} has been logged yet.")
        return
    best = {one.label: mark for one in found if (mark := best_of(one.history)) is not None}
    figure = learning_curves(
        {one.label: _comparable(one.curves) for one in found},
        quantity,
        axis=axis,
        smoothing=smoothing,
        best=best,
        ends=_collapses(found, axis) if quantity == RATIO else None,
        log=log and quantity in (LOSS, RATIO),
        height=height,
    )
    figure_card(
        figure,
        name=f"{CHARTS}-{quantity.replace(' / ', '-over-').replace(' ', '-')}",
        caption=CAPTIONS[quantity],
        alt=f"{quantity} of {', '.join(one.label for one in found)} over {axis}",
    )


def _comparable(curves: Sequence[Curve]) -> list[Curve]:
    """Without the loss of triplets, which is compared as a share of the margin."""
    has_ratio = any(curve.quantity == RATIO for curve in curves)
    return [curve for curve in curves if not (has_ratio and curve.quantity == LOSS)]


def _collapses(found: Sequence[Shown], axis: str) -> dict[str, float]:
    """Where on the axis each of those that collapsed did so."""
    ends = {}
    for one in found:
        ratio = next((curve for curve in one.curves if curve.quantity == RATIO), None)
        step = collapse_step(one.history) if ratio is not None else None
        if ratio is not None and step is not None:
            ends[one.label] = float(np.interp(step, ratio.step, ratio.axis(axis)))
    return ends


def draw_downloads(found: Sequence[Shown]) -> None:
    """Every curve as one table, and event files for TensorBoard."""
    with st.container(horizontal=True, vertical_alignment="center"):
        csv_button(
            "Save all curves", lambda: as_csv({s.name: s.history for s in found}), name="curves"
        )
        st.download_button(
            "Save event files for TensorBoard",
            lambda: events_zip({one.name: one.run for one in found}),
            file_name="events.zip",
            mime="application/zip",
            key="curves-events",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
            help="Unzip, then: tensorboard --logdir FOLDER. There each run appears as two, "
            "training and validation, so that one chart shows both.",
        )
        st.caption("The camera below a chart saves it as PNG.")
