"""Train a net that solves puzzles, or a classifier on its branch beside its control."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from core.data.catalogue import entry
from core.data.choices import choices, own_choices, summaries
from core.errors import EmbedscopeError
from core.jobs.jobs import JobState, jobs
from core.recipes.listing import settings_of_task
from core.recipes.recipe import Recipe, changed, load_recipe, of_kind
from core.runs.run import Run
from core.studies.pairs import PRETEXT, data_sets, pairs
from core.tasks import problems
from core.tasks.classify.settings import ClassificationRecipe
from core.tasks.jigsaw.problems import fewest_pictures
from core.tasks.jigsaw.settings import JigsawRecipe, is_place
from pages.shared.fields import Look
from pages.shared.folded import folded
from pages.shared.follow_job import follow_job
from pages.shared.form import Form, Group
from pages.shared.form_address import FormAddress
from pages.shared.job_strip import job_strip
from pages.shared.query_params import from_query, to_query
from pages.shared.start_button import start_button, submit, tell_wrong

GROUPS = (Group("", ("data.names", "permutations", "length.epochs")),)
FIRST = "cifar100"
KEYS = {each.key for each in settings_of_task(PRETEXT)}
ADDRESS: FormAddress[JigsawRecipe] = FormAddress(
    "unlabelled-form",
    lambda query: from_query(query, _base()),
    lambda recipe: to_query(recipe, _base()),
    mine=lambda key: key in KEYS,
)


def draw_forms(pretext: Mapping[str, Run], chosen: str) -> None:
    """Both forms, and what they started, until it ends."""
    new_net = folded(
        "Train a net that solves puzzles",
        key="unlabelled-net",
        icon=":material/add:",
        expanded=not pretext,
    )
    if new_net:
        with new_net:
            _draw_pretext()
    if pretext:
        title = f"Train a pair on {data_sets()[chosen]}"
        if new_pair := folded(title, key=f"unlabelled-pair-{chosen}", icon=":material/add:"):
            with new_pair:
                _draw_pair(pretext, chosen)
    for under_way in jobs().open():
        if under_way.unfinished and _is_ours(under_way):
            follow_job(
                under_way, lambda job: job_strip(job, key=f"unlabelled-{job.job}", link=False)
            )


def _draw_pretext() -> None:
    start, prefix = ADDRESS.start()
    looks = {"data.names": _pictures()}
    form = Form(start, prefix, base=_base(), looks=looks, without=("data.validation", "seeds"))
    recipe = form.draw(GROUPS)
    ADDRESS.keep(recipe)
    recipe = _finished(recipe)
    wrong = [*form.refused, *problems(recipe, fetched=True)]
    tell_wrong(wrong)
    start_button("Train on puzzles", wrong, [recipe], _press, [recipe], recipe.title)


def _press(recipes: Sequence[Recipe], title: str) -> None:
    submit(recipes, title=title)


def _base() -> JigsawRecipe:
    """The shipped recipe, on what is here."""
    base = of_kind(load_recipe(PRETEXT), JigsawRecipe)
    here = _here()
    names = [FIRST] if FIRST in here else list(here)[:1]
    return changed(base, {"data.names": names, "permutations": 64, "length.epochs": 12.0})


def _here() -> dict[str, str]:
    """No people, whose sets have no classes; but somebody's own images, with or without."""
    return choices(labelled=True, here=True) | own_choices()


def _pictures() -> Look:
    known = _here()
    told, empty = summaries(known, absent=""), "Data sets, or the path of a folder or zip"
    return Look(options=list(known), told=told, titles=own_choices(), empty=empty)


def _finished(recipe: JigsawRecipe) -> JigsawRecipe:
    """With a title, and at most a tenth of the pictures kept for validation."""
    titles = [
        name if is_place(name) else str(entry(name).constants["TITLE"])
        for name in recipe.data.names
    ]
    tenth = max(10, fewest_pictures(recipe.data.names) // 10)
    return replace(
        recipe,
        title=f"Puzzles of {', '.join(titles)}, {recipe.permutations} orders",
        data=replace(recipe.data, validation=min(recipe.data.validation, tenth)),
    )


def _draw_pair(pretext: Mapping[str, Run], chosen: str) -> None:
    ours = {pair.title: pair for pair in pairs(chosen) if pair.share is not None}
    first, second = st.columns(2)
    title = first.selectbox("Labels", list(ours), key=f"unlabelled-share-{chosen}")
    begin = second.selectbox("Branch from", list(pretext), key="unlabelled-begin")
    pair = ours[title]
    with_puzzles, control = (
        of_kind(load_recipe(name), ClassificationRecipe) for name in (pair.recipe, pair.control)
    )
    said = problems(control, fetched=True)
    tell_wrong(said)
    both = [changed(with_puzzles, {"init_from": begin}), control]
    titled = f"{data_sets()[chosen]}: {title}, with and without"
    start_button("Train both", said, both, _press, both, titled)


def _is_ours(job: JobState) -> bool:
    named = {name for data in data_sets() for p in pairs(data) for name in (p.recipe, p.control)}
    try:
        return any(run.task == PRETEXT or run.recipe().name in named for run in job.runs)
    except EmbedscopeError:  # unreadable: the page Live says so
        return False
