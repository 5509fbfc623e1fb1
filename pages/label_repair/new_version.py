"""The decisions applied: a new version of the data set, and two runs that say what it is worth."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from core import data, nets
from core.data.versions import Version, base_of, versions_of
from core.errors import EmbedscopeError, UnknownName
from core.jobs.jobs import DONE, JobState, jobs
from core.label_repair.applying import DISAGREEING, apply, judged_alike, verdicts
from core.label_repair.asked import PIXELS, usual
from core.recipes.recipe import changed
from core.studies.shipped import groups, shipped
from core.tasks import problems
from core.tasks.classify.settings import ClassificationRecipe
from pages.label_repair.desk import Desk
from pages.shared.catalogue import page_link
from pages.shared.controls import bound_select
from pages.shared.errors import explained
from pages.shared.follow_data import fitted
from pages.shared.follow_job import follow_job
from pages.shared.job_strip import job_strip
from pages.shared.plain import plain
from pages.shared.start_button import start_button, submit, tell_wrong

TOLD = "repair-told"
RUNS = "runs"
SMALL, PHOTOS = "simple-cnn", "birds"
"""Recipes that suit small images, and photos."""


def draw_new_version(desk: Desk) -> None:
    """What the decisions come to, the button that applies them, then the versions there are."""
    if said := st.session_state.pop(TOLD, ""):
        st.success(plain(said), icon=":material/check:")
    with st.container(border=True):
        _apply(desk)
    base = base_of(desk.name)
    versions = versions_of(base)
    if not versions:
        st.caption(f"There is no repaired version of {plain(data.title(base))} yet.")
        return
    st.subheader("Retrain and compare", anchor=False)
    taught = {version.name: version for version in versions if version.splits["train"].any}
    if taught:
        _retrain(base, taught)
    else:
        st.caption("Test labels alone were repaired: a net would learn the same as before.")


def _apply(desk: Desk) -> None:
    ways = list(DISAGREEING)
    way = bound_select(
        "Images that people disagree on", ways, key="disagreeing", titles=DISAGREEING.__getitem__
    )
    found = verdicts(desk.made, disagreeing=way)
    relabelled = sum(bool(each.to) for each in found.made)
    apart = (
        f" People disagree on {found.disagreeing:,} (see “Decisions”)." if found.disagreeing else ""
    )
    st.markdown(
        f"Labels that change: **{relabelled:,}** · images left out: "
        f"**{len(found.made) - relabelled:,}** · labels confirmed: {found.kept:,}.{apart}"
    )
    title = st.text_input(
        "Name of the version", key="repair-title", max_chars=80, placeholder="one is made"
    )
    if st.button(
        "Make the new version",
        type="primary",
        icon=":material/new_releases:",
        disabled=not found.made,
        key="repair-apply",
    ):
        with explained():
            version = apply(desk.name, disagreeing=way, title=title)
            st.session_state[TOLD] = (
                f"{version.title} is made ({version.told()}) and stands wherever a data set is "
                f"chosen. {data.title(desk.name)} stays as it is."
            )
            st.rerun()


def _retrain(base: str, versions: dict[str, Version]) -> None:
    if st.query_params.get(RUNS):
        _watch(st.query_params[RUNS].split(","))
        return
    st.caption(
        "One recipe learns from both versions: before the repair and after it. Both are tested by "
        "the same labels, those of the repaired version."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        titles = {name: f"{v.title} ({v.told()})" for name, v in versions.items()}
        name = bound_select("Repaired", list(titles), key="version", titles=titles.__getitem__)
        recipes = [each for names in groups().values() for each in names]
        recipe = bound_select(
            "Recipe",
            recipes,
            key="recipe",
            default=SMALL if _small(base) else PHOTOS,
            titles=lambda each: shipped()[each].title,
        )
    after = _recipe(recipe, name)
    wrong = problems(after)
    tell_wrong(wrong)
    start_button(
        "Retrain and compare",
        wrong,
        [after],
        partial(_start, versions[name], recipe),
        icon=":material/compare:",
    )
    page_link("data", "See the version on the page Data", set=name)


@st.cache_data(max_entries=16)
def _small(name: str) -> bool:
    try:
        return usual(name) == PIXELS
    except EmbedscopeError:
        return True


def _recipe(name: str, of: str) -> ClassificationRecipe:
    recipe = fitted(changed(shipped()[name], {"data.name": of}))[0]
    net = nets.title(recipe.net.name, recipe.net.variant)
    return replace(recipe, title=f"{net} on {data.title(of)}")


def _start(version: Version, recipe: str) -> None:
    """A callback: the old labels and the new ones, in this order."""
    pair = [_recipe(recipe, judged_alike(version)), _recipe(recipe, version.name)]
    pair[0] = changed(pair[0], {"data.validation": pair[1].data.validation})
    started = [submit([each], title=each.title) for each in pair]
    st.query_params[RUNS] = ",".join(started)


def _watch(names: list[str]) -> None:
    """The two jobs, and what they say together."""
    found: list[JobState] = []
    for name in names[:2]:
        try:
            found.append(jobs().state(name))
        except UnknownName:
            st.warning("One of the two runs was deleted.")
    for job in found:
        follow_job(job, _draw_job)
    if len(found) == 2 and all(job.state == DONE for job in found):
        before, after = (job.job for job in found)
        page_link("evaluation", "Compare both", run=after, other=before, view="Two models")
    st.button(
        "Retrain again",
        key="repair-again",
        icon=":material/replay:",
        type="tertiary",
        on_click=_again,
    )


def _again() -> None:
    """A callback."""
    st.query_params.pop(RUNS, None)


def _draw_job(job: JobState) -> None:
    job_strip(job, key=f"repair-run-{job.job}")
