"""ROC: each class against the rest."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.metrics.classification import auc
from core.metrics.decimal import decimal
from core.runs.answers import VOTES, Answers
from pages.evaluation.choose import Judged, by_many_votes
from pages.shared.figure_card import figure_card

FIRST = 8
"""Classes that are drawn before somebody chooses: those with the smallest area."""


def draw_roc(judged: Judged) -> None:
    """Curves of the chosen classes, and every class's area to save."""
    from core.figures.roc import roc_curves

    answers = judged.answers
    if answers.kind == VOTES:
        answers = by_many_votes(judged.run)
    areas = _areas(answers)
    known = np.flatnonzero(~np.isnan(areas))
    if not len(known):
        st.info("All test images are of one class: a ROC curve needs at least two.")
        return
    worst = known[np.argsort(areas[known], kind="stable")]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.multiselect(
            "Classes",
            worst.tolist(),
            default=worst[:FIRST].tolist(),
            format_func=lambda c: f"{answers.classes[c]}: {decimal(float(areas[c]), 5)}",
            key=f"confusion-roc-{judged.name}",
            help="By area under the curve, smallest first.",
        )
        magnified = st.toggle(
            "Magnify the corner", bool(areas[known].mean() > 0.97), key="confusion-roc-corner"
        )
    note = ""
    if answers.kind == VOTES:
        note = f" By {answers.k} votes, not {judged.answers.k}: few take few values."
    elif answers.largest:
        note = (
            f" Only each image's {answers.largest} largest probabilities are stored, so a curve "
            "ends in a straight line."
        )
    figure_card(
        roc_curves(
            answers.probabilities,
            answers.labels,
            classes=answers.classes,
            chosen=chosen,
            areas=areas,
            magnified=magnified,
        ),
        name=f"roc-{judged.name.replace('/', '-')}",
        caption=f"Mean area over {len(known)} classes: {decimal(areas[known].mean(), 5)} "
        f"({len(answers.labels):,} test images); dotted: chance. It flatters rare classes: a "
        f"small share of many images is still many false alarms.{note}",
        table=lambda: _csv(answers, areas),
        alt="ROC curves, one class against the rest",
    )


def _areas(answers: Answers) -> NDArray[np.float64]:
    classes = range(len(answers.classes))
    return np.array([auc(answers.probabilities[:, c], answers.labels == c) for c in classes])


def _csv(answers: Answers, areas: NDArray[np.float64]) -> str:
    lines = [f'"{name}",{area:.6f}' for name, area in zip(answers.classes, areas, strict=True)]
    return "\n".join(["class,AUC", *lines]) + "\n"
