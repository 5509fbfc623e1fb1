"""Train a net that solves puzzles, or a classifier on its branch beside its control."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from core import data
from core.data.catalogue import class_count, entry
from core.errors import BadRecipe, DataMissing, EmbedscopeError
from core.jobs.jobs import JobState, jobs
from core.recipes.recipe import changed, load_recipe, of_kind
from core.runs.run import Run
from core.studies.self_supervision import PRETEXT, SETS, pairs
from core.tasks.classify.problems import problems
from core.tasks.classify.settings import ClassificationRecipe
from core.tasks.jigsaw.settings import JigsawRecipe, is_place
from pages.blocks.errors import explained
from pages.blocks.folded import folded
from pages.blocks.job_strip import job_strip

ORDERS = (16, 64, 100, 1000)
EVERY = 2.0  # seconds between two looks at a job that is under way


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
        title = f"Train a pair on {SETS[chosen]}"
        if new_pair := folded(title, key=f"unlabelled-pair-{chosen}", icon=":material/add:"):
            with new_pair:
                _draw_pair(pretext, chosen)
    under_way = [job.job for job in jobs().all() if job.unfinished and _is_ours(job)]
    if under_way:
        st.fragment(_follow, run_every=EVERY)(under_way)


def _draw_pretext() -> None:
    here = [name for name in data.names() if class_count(name) and data.find(name)]  # no people
    first, second = st.columns([3, 2])
    names = first.multiselect(
        "Pictures, without their labels",
        here,
        default=["cifar100"] if "cifar100" in here else here[:1],
        format_func=_title,
        key="unlabelled-pictures",
    )
    folder = second.text_input("and a folder or zip on the server", key="unlabelled-folder").strip()
    left, right = st.columns(2)
    count = left.selectbox(
        "Orders to tell apart",
        ORDERS,
        index=1,
        key="unlabelled-orders",
        help="Chance is one in so many. More orders ask for more understanding, and more time.",
    )
    epochs = right.number_input("Epochs", 1, 1000, 12, key="unlabelled-epochs")
    if st.button("Train on puzzles", type="primary", icon=":material/play_arrow:"):
        with explained():
            _start_pretext([*names, *([folder] if folder else [])], int(count), int(epochs))


def _start_pretext(names: list[str], count: int, epochs: int) -> None:
    if not names:
        raise BadRecipe("There are no pictures to make puzzles of: choose a data set or a folder.")
    for name in names:
        if is_place(name) and not Path(name).expanduser().exists():
            raise DataMissing(f"There is no file or folder {name} on the server.")
    base = of_kind(load_recipe(PRETEXT), JigsawRecipe)
    titles = [name if is_place(name) else _title(name) for name in names]
    settings = {
        "title": f"Puzzles of {', '.join(titles)}, {count} orders",
        "data.names": names,
        "permutations": count,
        "length.epochs": float(epochs),
        "data.validation": min(base.data.validation, max(10, _least(names) // 10)),
    }
    recipe = changed(base, settings)
    jobs().submit([recipe], title=recipe.title)
    st.rerun()


def _title(name: str) -> str:
    return str(entry(name).constants["TITLE"])


def _least(names: list[str]) -> int:
    """Training pictures of the smallest data set; a folder is counted when it is read."""
    found = [data.find(name) for name in names if not is_place(name)]
    return min((each.sizes()["train"] for each in found if each), default=100)


def _draw_pair(pretext: Mapping[str, Run], chosen: str) -> None:
    ours = {pair.title: pair for pair in pairs(chosen) if pair.share is not None}
    first, second = st.columns(2)
    title = first.selectbox("Labels", list(ours), key=f"unlabelled-share-{chosen}")
    begin = second.selectbox("Branch from", list(pretext), key="unlabelled-begin")
    pair = ours[title]
    with_puzzles, control = (
        of_kind(load_recipe(name), ClassificationRecipe) for name in (pair.puzzled, pair.control)
    )
    said = problems(control)
    for sentence in said:
        st.info(sentence, icon=":material/download:")
    pressed = st.button(
        "Train both", type="primary", icon=":material/play_arrow:", disabled=bool(said)
    )
    if pressed:
        with explained():
            recipe = changed(with_puzzles, {"init_from": begin})
            jobs().submit([recipe, control], title=f"{SETS[chosen]}: {title}, with and without")
            st.rerun()


def _is_ours(job: JobState) -> bool:
    named = {name for data in SETS for p in pairs(data) for name in (p.puzzled, p.control)}
    try:
        return any(run.task == PRETEXT or run.recipe().name in named for run in job.runs)
    except EmbedscopeError:  # unreadable: the page Jobs says so
        return False


def _follow(names: list[str]) -> None:
    known = {job.job: job for job in jobs().all()}
    if any(name not in known or not known[name].unfinished for name in names):
        st.rerun()
    for name in names:
        job_strip(known[name], key=f"unlabelled-{name}", link=False)
