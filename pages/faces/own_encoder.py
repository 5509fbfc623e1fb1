"""A face encoder of one's own behind the verdict: fitted as ours is, judged on the same pairs."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core import encoders
from core.errors import EmbedscopeError
from core.figures.tables import Cell, Number
from core.jobs.jobs import JobState, jobs
from core.metrics.metric import Metric
from core.recipes.recipe import Recipe, changed, load_recipe
from core.runs.find import find_run
from core.tasks import problems
from pages.shared.catalogue import page_link
from pages.shared.encoder_picker import pick_encoder
from pages.shared.follow_job import draw_asked, follow_job
from pages.shared.html_table import html_table
from pages.shared.job_strip import job_strip
from pages.shared.start_button import start_button, submit, tell_wrong

BASE = "kin"
"""Whose protocol every encoder is judged by."""
HOW_TO_READ = """
Any encoder can stand behind the verdict: one that you brought on Models, torchvision's, timm's.
Faces are aligned into its own size, each becomes a vector, and our default pair model is fitted on
those: same families, same folds, same pairs. So the ROC AUCs in the table can be compared.

**Trap.** An encoder that learned to tell people apart from families of this data set has seen the
test. Alignment is ArcFace's: a net that was trained on another frame loses some accuracy.
"""


def draw_own() -> None:
    """Choose an encoder, fit the pair model on its vectors; then the table of all."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("**Fit the pair model on another encoder**")
        address = pick_encoder("Face encoder", key="own-face")
        st.caption(
            "The faces of Families in the Wild are aligned into its size and encoded once; then "
            "the pair model is fitted and judged, fold by fold."
        )
        recipe = _recipe(address)
        wrong = problems(recipe, fetched=True)
        tell_wrong(wrong)
        start_button("Encode the faces and fit", wrong, [recipe], _press, recipe)
        page_link("models", "Bring an encoder")
        if asked := st.query_params.get("job"):
            draw_asked("run", asked, lambda name: _follow(jobs().state(name)))
    with right:
        _table()


def _recipe(address: str) -> Recipe:
    name = address.removeprefix("face:") if address.startswith("face:") else address
    try:
        title = encoders.title_of(address)
    except EmbedscopeError:  # said beside the button
        title = address
    return replace(
        changed(load_recipe(BASE), {"faces.encoders": (name,)}), title=f"Kin or not, {title}"
    )


def _press(recipe: Recipe) -> None:
    st.query_params["job"] = submit([recipe], title=recipe.title)


def _follow(job: JobState) -> None:
    follow_job(job, lambda now: job_strip(now, key=f"own-face-{now.job}", link=False))


def _table() -> None:
    """Every pair model that can be used here, with what it reached on the tested pairs."""
    st.markdown("**Judged on the same pairs**")
    from core.inference.kinship.pair_model import pair_model_titles

    rows: list[list[Cell]] = []
    for name in pair_model_titles():
        card = find_run(name).finished()
        auc = card.metrics.get("test/roc_auc", Metric(None))
        rows.append([card.title, Number(auc.value, auc.low, auc.high)])
    if not rows:
        st.info("No pair model can be used here yet: fit one.", icon=":material/fitness_center:")
        return
    html_table(["Pair model", "ROC AUC"], rows)
    st.caption("With 95 % interval over families. All are offered under *Two faces* and *Family*.")
