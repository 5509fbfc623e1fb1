"""Which recipe: what the address asks for, another one, or the one this tab had before."""

from __future__ import annotations

import streamlit as st

from core.studies.shipped import groups, shipped
from pages.shared.form_address import FormAddress
from pages.train.address import ELSEWHERE, RECIPE, from_query, to_query

ADDRESS = FormAddress("train", from_query, to_query, mine=lambda key: key not in ELSEWHERE)


def go_to(recipe: str) -> None:
    """A callback: the recipe as it stands."""
    ADDRESS.go_to({RECIPE: recipe})


def _go_to_chosen(key: str) -> None:
    if st.session_state[key]:
        go_to(st.session_state[key])


def choose_recipe(now: str, prefix: str) -> None:
    """Whose recipes, and which; another one draws the page anew."""
    titles = {key: "Ours" if key == "ours" else f"Report {key}" for key in groups()}
    mine = next(key for key, names in groups().items() if now in names)
    first, second = st.columns([2, 3], vertical_alignment="bottom")
    of = first.segmented_control(
        "Recipes", list(groups()), format_func=titles.__getitem__, default=mine, key=f"{prefix}-of"
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
        on_change=lambda: _go_to_chosen(key),
    )
    st.caption(f"{' '.join(shipped()[now].about.split())} `{now}`")
