"""Does a class that a training never saw stand apart from those that it knows?"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.jobs.jobs import JobState, jobs
from core.runs.run import Run
from core.studies.unseen_class import is_study, shipped, unseen_classes
from pages.shared.baselines import draw_baselines
from pages.shared.controls import bound_select
from pages.shared.errors import explained
from pages.shared.folded import folded
from pages.shared.follow_job import follow_job
from pages.shared.header import header
from pages.shared.job_strip import job_strip, when
from pages.shared.plain import quoted
from pages.unseen_class.form import RUNS, draw_form
from pages.unseen_class.results import draw_classes, draw_map

TITLE = "Unseen class"
GROUP = "Library"
ORDER = 6
UNDER = "studies"
ICON = ":material/visibility_off:"

SHIPPED = "shipped"
HOW_TO_READ = r"""
An embedding is useful where it says something of things that it was never taught. The test: train
without one class, then look at its test images among the others. Neighbours are asked among all
training images, those of the unseen class among them; the net alone never saw it.

* **k-NN share**: the share of the class's images whose nearest neighbours are of their
  class. By chance it is 1 in as many classes as there are.
* **ROC AUC**: how well the share of an image's neighbours that are of the class tells it from all
  others; .5 is chance, 1 perfect.
* **Silhouette**: the mean over the class of $(b-a)/\max(a,b)$, $a$ being the mean distance to
  images of the class, $b$ to those of the nearest other (Rousseeuw 1987). Below 0 they lie nearer
  to another class than to their own.

**Traps.** The open circles are of *one* net that saw every class. An interval over test images says
what other images would change; another seed may change more: see the column *over seeds*, where
there is one. A class that looks like a known one (a shirt, a coat) has no island of its own even
where the net is good.

The question is report 000's, which left it open. Silhouette: Rousseeuw (1987), *Journal of
Computational and Applied Mathematics* 20.
"""


@dataclass(frozen=True)
class Shown:
    """Which runs are shown, by the name that `find_run` takes, and the job, where it is one."""

    name: str
    runs: dict[str, Run]
    job: JobState | None = None


def chosen() -> Shown | None:
    """Those of the address, else the shipped or newest; None where there are none at all."""
    here = shipped()
    found = {job.job: job for job in jobs().all() if is_study(job.runs)}
    options = [*([SHIPPED] if here else []), *found]
    asked = st.query_params.get(RUNS)
    if asked is not None and asked not in options:
        st.warning(f"No runs {quoted(asked)} are here: they were deleted, or the link is wrong.")
    if not options:
        return None
    titles = {name: f"{job.title} · {when(job)}" for name, job in found.items()}
    titles[SHIPPED] = "Fashion-MNIST, shipped"
    name = bound_select("Runs", options, key=RUNS, titles=titles.__getitem__, always=True)
    if name == SHIPPED:
        return Shown(name, here)
    runs = {f"{name}/{run.name}": run for run in found[name].runs}
    return Shown(name, runs, found[name])


def draw(shown: Shown) -> None:
    """The job, where it is one, and what is known so far."""
    if shown.job is not None:
        follow_job(
            shown.job,
            lambda job: job_strip(job, key=f"unseen-{job.job}", link=False),
            stage=lambda job: sum(run.card is not None for run in job.runs),
        )
    found = unseen_classes(shown.runs)
    if not found:
        st.info("The first net without a class is training; what it knows of it appears here.")
        return
    with explained():
        classes = next(run for run in shown.runs.values() if run.card).data().classes
        draw_classes(found, classes=classes, name=shown.name)
    with explained():
        draw_map(found, shown.runs, name=shown.name)
    draw_baselines((run.finished() for run in shown.runs.values() if run.card), name="unseen")


header(
    TITLE, "Does a class that a training never saw stand apart from those it knows?", HOW_TO_READ
)
with explained():
    shown = chosen()
    form = folded(
        "Leave each class out: any data set",
        key="unseen-form",
        icon=":material/add:",
        expanded=shown is None,
    )
    if form:
        with form:
            draw_form()
    if shown is None:
        st.info(
            "Choose images above and press *Leave each class out*: how far each class stands apart "
            "appears here.",
            icon=":material/model_training:",
        )
    else:
        draw(shown)
