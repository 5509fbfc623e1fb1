"""A shipped race that plays by itself, what it shows, and three ways on."""

from __future__ import annotations

import streamlit as st

from core.errors import EmbedscopeError
from core.jobs.jobs import jobs
from core.recipes.recipe import of_kind
from core.runs.find import find_run
from core.runs.run import Run
from core.tasks.embed.settings import EmbeddingRecipe
from pages.shared.allowed import train_button
from pages.shared.catalogue import go_to, page_link
from pages.shared.shipped_race import draw_shipped_race, shipped_lanes
from pages.triplet_lab.settings import RACE, race_of, race_title, recipes

REFUSED = "home-refused"
CLOTHES = "small-2d"
"""The checkpoint whose map is the best door."""


def draw_race() -> None:
    """The race, and what can be done from here."""
    lanes = shipped_lanes()
    if not lanes:
        _doors(lanes)
        return
    left, right = st.columns([5, 2], gap="large")
    with left:
        draw_shipped_race(lanes, key="home-race")
    with right:
        _doors(lanes)


def _doors(lanes: list[Run]) -> None:
    st.subheader("What would you like to see?", anchor=False)
    if lanes:
        train_button(
            "Run it yourself",
            type="primary",
            icon=":material/flag:",
            width="stretch",
            on_click=_run_it,
            args=(lanes,),
        )
        st.caption("The same race, trained here: a minute or two.")
    if job := st.session_state.pop(RACE, None):
        go_to("triplet_lab", **{RACE: job})
    if REFUSED in st.session_state:
        st.error(st.session_state.pop(REFUSED))
    _door_to_map()
    page_link("clothes", "Try a photo of your own")
    st.caption("A net trained on garments names it and shows why.")


def _door_to_map() -> None:
    try:
        count = find_run(CLOTHES).finished().data.test
    except EmbedscopeError:  # gone, or broken: the map has something else to show
        page_link("map", "Explore a map of images")
        return
    page_link("map", f"Explore {count:,} images", checkpoint=CLOTHES)
    st.caption("Clothes as a map: point, lasso, find the odd ones.")


def _run_it(lanes: list[Run]) -> None:
    """A callback: start the race; the page then goes to it."""
    race = race_of([of_kind(run.recipe(), EmbeddingRecipe) for run in lanes], title="")
    try:
        st.session_state[RACE] = jobs().submit(recipes(race), title=race_title(race))
    except (EmbedscopeError, OSError) as error:
        st.session_state[REFUSED] = f"The race could not be started: {error}"
