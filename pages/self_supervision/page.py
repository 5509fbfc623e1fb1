"""What does a classifier gain from puzzles, which need no labels? Each net has its control."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.runs.find import finished_runs, has_probabilities
from core.runs.run import Run
from core.studies.pairs import (
    PRETEXT,
    by_recipe,
    data_sets,
    found_pairs,
    pairs,
    steps,
    study_of,
)
from core.studies.study import Pair
from pages.self_supervision.filters import draw_filters, knows_filters
from pages.self_supervision.form import draw_forms
from pages.self_supervision.gains import draw_gains
from pages.self_supervision.learning_curves import draw_learning_curves
from pages.self_supervision.pretext import draw_pretext
from pages.shared.catalogue import page_link
from pages.shared.controls import bound_segments
from pages.shared.errors import explained
from pages.shared.header import header
from pages.transfer.maps import draw_maps

TITLE = "Self-supervision"
GROUP = "Library"
ORDER = 5
UNDER = "studies"
ICON = ":material/extension:"

HOW_TO_READ = r"""
**Pretext.** Nine tiles of a picture are shuffled in one of $N$ orders; nine branches with the same
weights see a tile each, and two dense layers name the order. The order itself is the label,
$-\log p(\text{order} \mid \text{tiles})$ the loss. To block shortcuts, tiles lie apart, move
within their cells, are normalised one by one, and some lose their colour.

**Transfer.** One branch with a new linear layer learns classes: the layer alone, then all of it.
**The control** is the same branch from random weights; their difference is the pretraining gain.

**Trap.** An accuracy alone shows nothing: for fruits on white, random filters and a linear layer
are nearly enough. The more labels, the less a pretext task can add.

Noroozi and Favaro, [Unsupervised Learning of Visual Representations by Solving Jigsaw
Puzzles](https://arxiv.org/abs/1603.09246) (2016); report 002.
"""


Runs = Mapping[str, tuple[str, Run]]
"""A data set's finished runs by their recipe, each with its name for `find_run`."""


def draw(data: str, runs: Runs) -> None:
    """All that is known of one data set: one view of it."""
    if not found_pairs(pairs(data), runs):
        _draw_empty(data)
        return
    view = bound_segments(
        "View", list(VIEWS), titles=lambda name: VIEWS[name][0], key="view", hidden=True
    )
    with explained():
        VIEWS[view][1](data, runs)


def _gains(data: str, runs: Runs) -> None:
    draw_gains(found_pairs(pairs(data), runs), name=data)


def _learning_curves(data: str, runs: Runs) -> None:
    report = {
        f"{pair.title}, {end}": runs[recipe][1]
        for pair in pairs(data)
        for end, recipe in (("after puzzles", pair.recipe), ("control", pair.control))
        if pair.share is None and recipe in runs
    }
    if report:
        draw_learning_curves(report, view=study_of(data).name, name=data)
    else:
        _draw_absent("The curves of the report's own recipes are not here yet", steps(data)[1])


def _filters(data: str, runs: Runs) -> None:
    _, fine = steps(data)
    if fine.recipe not in runs or not knows_filters(runs[fine.recipe][1]):
        _draw_absent("The filters of the report's fine-tuned net are not here yet", fine)
        return
    ours = [("labels alone", pair.control) for pair in pairs(data) if pair.share == 1]
    wanted = [("control", fine.control), *ours]
    others = {t: runs[r] for t, r in wanted if r in runs and knows_filters(runs[r][1])}
    draw_filters(runs[fine.recipe], others, name=data)


def _maps(data: str, runs: Runs) -> None:
    last, fine = steps(data)
    ways = {"puzzles alone": last.recipe, "fine-tuned": fine.recipe, "control": fine.control}
    shown = {title: runs[recipe][1] for title, recipe in ways.items() if recipe in runs}
    if shown:
        draw_maps(shown, name=f"unlabelled-{data}")
    else:
        _draw_absent("The maps of the report's own recipes are not here yet", fine)


VIEWS = {
    "gains": ("Pretraining gain", _gains),
    "curves": ("Learning curves", _learning_curves),
    "filters": ("Filters", _filters),
    "maps": ("Maps", _maps),
}


def _draw_absent(what: str, pair: Pair) -> None:
    st.info(
        f"{what}: train the pair *{pair.title}* above.",
        icon=":material/model_training:",
    )
    page_link("train", "Open the recipe", recipe=pair.recipe)


def _draw_empty(data: str) -> None:
    first = pairs(data)[0]
    st.info(
        f"No pair for {data_sets()[data]} has been trained yet. Train one above, after a net "
        "that solves puzzles.",
        icon=":material/model_training:",
    )
    page_link("train", "Open the report's recipe", recipe=first.recipe)
    page_link("train", "Open its control", recipe=first.control)


header(TITLE, "What does a classifier gain from puzzles, which need no labels?", HOW_TO_READ)
with explained():
    pretext = finished_runs(lambda run: run.task == PRETEXT)
    classifiers = by_recipe(finished_runs(has_probabilities))
    if pretext:
        with st.expander("Nets that solved puzzles", icon=":material/extension:", expanded=True):
            draw_pretext(pretext)
            page_link("puzzle", "Give one your own puzzle")
    titles = data_sets()
    data = bound_segments("Data set", list(titles), key="data", titles=titles.__getitem__)
    draw_forms(pretext, data)
    draw(data, classifiers)
