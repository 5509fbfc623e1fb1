"""Which recipe: what the address asks for, another one, or the one this tab had before."""

from __future__ import annotations

import streamlit as st

from core.studies.reports import rows as report_rows
from core.studies.shipped import groups, shipped
from core.tasks.classify.settings import ClassificationRecipe
from pages.blocks.errors import explained
from pages.training.address import JOB, from_query, to_query

WRITTEN, SAID, START, LAST, COUNT = (
    f"train-{name}" for name in ("written", "said", "start", "last", "count")
)


def starting_recipe() -> tuple[ClassificationRecipe, str]:
    """What the address asks for, else what this tab had, and what its controls' keys begin with: a
    new address draws new controls.
    """
    query = {key: value for key, value in st.query_params.items() if key != JOB}
    new = not query or query != st.session_state.get(WRITTEN)
    if not query and LAST in st.session_state:
        query = to_query(st.session_state[LAST])
    if new:
        st.session_state[START] = from_query({})
        st.session_state[WRITTEN] = query
        st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1
        with explained():
            st.session_state[START] = from_query(query)
    return st.session_state[START], f"train-{st.session_state[COUNT]}"


def go_to(recipe: str) -> None:
    """A callback: the recipe as it stands."""
    st.query_params.from_dict({"recipe": recipe})
    st.session_state.pop(WRITTEN, None)


def choose_recipe(now: str, prefix: str) -> None:
    """Whose recipes, and which; another one draws the page anew."""
    titles = {"ours": "Ours"} | {row.report: f"Report {row.report}" for row in report_rows()}
    mine = next(key for key, names in groups().items() if now in names)
    first, second = st.columns([2, 3], vertical_alignment="bottom")
    of = first.segmented_control(
        "Recipes", list(groups()), format_func=titles.get, default=mine, key=f"{prefix}-of"
    )
    names = groups()[of or mine]
    key = f"{prefix}-recipe-{of or mine}"
    second.selectbox(
        "Recipe",
        names,
        names.index(now) if now in names else None,
        format_func=lambda name: shipped()[name].title,
        key=key,
        placeholder="Choose a recipe",
        on_change=lambda: st.session_state[key] and go_to(st.session_state[key]),
    )
    st.caption(f"{' '.join(shipped()[now].about.split())} `{now}`")


def keep_in_address(recipe: ClassificationRecipe) -> None:
    """Put the recipe and what is changed in it into the address."""
    query = to_query(recipe)
    said = (st.session_state[COUNT], query)
    if said != st.session_state.get(SAID):  # said again on arrival: a link from this page to
        st.query_params.from_dict(query)  # itself tells the server alone, and the browser forgets
    st.session_state[SAID] = said
    st.session_state[WRITTEN] = query
    st.session_state[LAST] = recipe
