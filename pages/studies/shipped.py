"""The shipped nets that make embeddings, with every figure measured."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from core import data
from core.figures.tables import Cell, Link, Number
from core.metrics.decimal import decimal
from core.metrics.student import deviation
from core.recipes.kinds import DEFAULT
from core.recipes.recipe import of_kind
from core.runs.find import checkpoints
from core.runs.run import Run
from core.runs.standing import accuracy, accuracy_over_seeds, measured_accuracy, title_of
from core.tasks.embed.settings import EmbeddingRecipe
from pages.shared.baselines import draw_baselines
from pages.shared.best_for import draw_best_for
from pages.shared.html_table import result_table

FIGURES = {
    "k-NN test accuracy": "test/knn_accuracy",
    "31-NN": "test/knn31_accuracy",
    "ROC AUC (31 votes)": "test/knn31_roc_auc",
    "Silhouette": "test/silhouette",
    "Recall@1": "test/recall_at_1",
    "MAP@R": "test/map_at_r",
    "MAP@R by cosine": "test/map_at_r/cosine",
}
CLOTHES = "small-2d"
"""Whose test images the largest number of shipped nets was tested on."""


def draw_shipped() -> None:
    """One row a net, the most accurate first."""
    shipped = [run for run in checkpoints(task=DEFAULT) if run.card and run.card.net]
    if not shipped:
        st.info("No checkpoint is here yet. Finished runs appear on the page Map.")
        return
    shipped.sort(key=lambda run: -(accuracy(run) or 0.0))
    head = ["Network", "Trained on", "k", "Dimensions", *FIGURES, "n", "Over seeds", "Deviation"]
    head += ["Loss / margin", "Training"]
    result_table(
        head,
        [_row(run) for run in shipped],
        name="shipped",
        told="Of the n test images; intervals (95 %, bootstrap) are over them. Over seeds: the "
        "mean k-NN accuracy of the recipe with several seeds, with Student's interval of it; "
        "deviation: the standard deviation from one seed to the next. A dash: one seed alone.",
    )
    draw_baselines((run.finished() for run in shipped), name="shipped")
    here = {run.name: run for run in shipped}
    if CLOTHES in here:
        draw_best_for(CLOTHES, here)


def _row(run: Run) -> list[Cell]:
    card = run.finished()
    net, measured = card.image_net, (card.metrics.get(name) for name in FIGURES.values())
    figures: list[Cell] = [
        Number(one.value, one.low, one.high) if one else Number(None) for one in measured
    ]
    tested, seeds = measured_accuracy(run), accuracy_over_seeds(run)
    return [
        Link(title_of(run), f"map?checkpoint={quote(run.name)}"),
        f"{data.called(card.data.name)}; {net.title}, {net.parameters:,} weights",
        str(of_kind(run.recipe(), EmbeddingRecipe).neighbours),
        str(net.dimension),
        *figures,
        Number(tested.n) if tested and tested.n else "",
        Number(seeds.value, seeds.low, seeds.high) if seeds else Number(None),
        decimal(deviation(seeds), 3),
        Number(card.value("test/loss_over_margin")),
        f"{card.seconds / 60:.1f} min, {card.device}",
    ]
