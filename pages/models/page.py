"""Which nets are here, how good is each, and where can it be looked into or taken along?"""

from __future__ import annotations

import streamlit as st

from core import data
from core.access.owner import owner_of_run
from core.errors import RunBroken
from core.recipes.recipe import recipe_to_text
from core.runs.answers import can_answer
from core.runs.find import delete_run, finished_runs, has_embedding, has_net
from core.runs.run import Run
from core.runs.share import model_zip
from core.runs.standing import (
    YOURS,
    group_of,
    lines_of,
    opening,
)
from pages.models.encoders import draw_encoders
from pages.models.figures import draw_figures
from pages.models.onnx import draw_onnx
from pages.models.table import draw_all, size_of
from pages.shared.baselines import tell_beside
from pages.shared.best_for import draw_best_for
from pages.shared.catalogue import page_link
from pages.shared.controls import bound_select
from pages.shared.delete_button import delete_button
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.last_seen import last_seen, saw
from pages.shared.plain import quoted

TITLE = "Models"
GROUP = "Library"
ORDER = 2
ICON = ":material/deployed_code:"

HOW_TO_READ = """
A **model** is a finished run. *Yours* were trained here; *ours* are shipped; *as reported* are
shipped and trained as a source report says, faults included. The figure is the test accuracy (of an
embedding, k-NN accuracy) with its 95 % interval and *n*, the test images: what other images would
change. Where a recipe was trained with several seeds, a second interval says what another seed
would change (Student's, of the mean), beside the standard deviation from one seed to the next. The
two are not the same: a difference between two models is real only if it is more than both.

**Trap.** Figures on different data sets cannot be compared; where intervals overlap, the difference
may be chance. Where there is one seed alone, nobody knows how lucky it was.
"""


def draw_one(name: str, run: Run) -> None:
    """The chosen model: what it says of itself, where it opens, and what can be done with it."""
    card = run.finished()
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(card.verdict or "It says nothing of itself.")
        draw_figures(card)
        tell_beside(run)
    with right:
        st.caption(_origin(run))
        _links(name, run)
        st.download_button(
            f"Download ({size_of(run)})",
            lambda: model_zip(run),
            file_name=f"{run.name}.zip",
            mime="application/zip",
            key="models-zip",
            icon=":material/download:",
            on_click="ignore",
            help="Weights, where kept (safetensors), card, recipe, curves and a README.",
        )
        draw_onnx(name, run)
        if group_of(run) == YOURS:
            words = "The run and all its files are removed from the disk."
            owner = owner_of_run(run.folder)
            delete_button(name, _delete, words, key="models-delete", owner=owner)
        with st.expander("Recipe", icon=":material/receipt_long:"):
            st.code(recipe_to_text(run.recipe()), language=None, wrap_lines=True)


def _origin(run: Run) -> str:
    card = run.finished()
    net = f"{card.learner}. " if card.learner else ""
    kept = "" if run.has_weights else " Its weights are not kept."
    trained_on = data.called(card.data.name or "") or "no data set"
    return (
        f"{net}Trained on {trained_on}: {card.steps:,} steps, "
        f"{card.seconds / 60:.1f} min, {card.device}, {card.precision}, seed {card.seed}.{kept}"
    )


def _links(name: str, run: Run) -> None:
    with st.container(horizontal=True):
        if has_embedding(run):
            page_link("map", checkpoint=name)
            page_link("retrieval", checkpoint=name)
            page_link("verify", checkpoint=name)
            page_link("compare", a=name)
        if can_answer(run):
            page_link("evaluation", run=name)
        if has_net(run):
            page_link("inside_network", run=name)
        page_link("curves", runs=name)


def _delete(name: str) -> None:
    delete_run(name)
    st.query_params.clear()


header(TITLE, "Which nets are here, how good is each, and where does it open?", HOW_TO_READ)
with explained():
    runs = finished_runs()
    asked = st.query_params.get("run")
    if asked is not None and asked not in runs:
        st.warning(f"No finished run {quoted(asked)} is here; another is shown.")
    if not runs:
        st.info("No finished run is here yet.", icon=":material/model_training:")
        page_link("train", "Train one")
    else:
        lines = lines_of(runs)
        name = bound_select(
            "Model",
            list(runs),
            key="run",
            default=opening(runs, last=last_seen()),
            titles=lines.__getitem__,
            always=True,
        )
        saw(name)
        try:
            draw_one(name, runs[name])
            draw_best_for(name, runs)
        except RunBroken as error:
            st.error(str(error), icon=":material/broken_image:")
    draw_encoders()
    if runs:
        st.subheader("All models", anchor=False)
        draw_all(runs)
