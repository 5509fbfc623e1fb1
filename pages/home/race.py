"""A shipped race that plays by itself, what it shows, and three ways on."""

from __future__ import annotations

import streamlit as st

from core.errors import EmbedscopeError
from core.jobs.jobs import jobs
from core.recipes.recipe import of_kind
from core.runs.find import find_run
from core.runs.run import Run
from core.runs.standing import measured_accuracy
from core.runs.trajectory import trajectory
from core.tasks.embed.settings import EmbeddingRecipe
from pages.components.race_maps import race_maps
from pages.shared.catalogue import go_to, page_link
from pages.shared.race_picture import probe_accuracy, race_picture
from pages.triplet_lab.settings import RACE, race_of, race_title, recipes

LANES = {
    "race-batch-hard": (
        "Batch-hard",
        "Only each image's hardest triplet counts. While classes overlap, shrinking is the "
        "cheapest way to lower its loss: all images fall onto one point.",
    ),
    "race-semi-hard": (
        "Semi-hard",
        "Of each pair of one class, only the nearest image of another class that lies farther "
        "away counts. Shrinking no longer pays: the digits drift apart into islands.",
    ),
}
"""The shipped runs, what they are called here, and what is seen in them."""
REFUSED = "home-refused"


def draw_race() -> None:
    """Two nets from the same start on the same batches, and what can be done from here."""
    try:
        lanes = [find_run(name) for name in LANES]
    except EmbedscopeError:  # somebody deleted it; the page tells of broken runs below
        lanes = []
    if not lanes:
        _doors(lanes)
        return
    left, right = st.columns([5, 2], gap="large")
    with left:
        race_maps(_picture(lanes), key="home-race")
        for place, run in zip(st.columns(len(lanes), gap="small"), lanes, strict=True):
            place.markdown(_words(run))
    with right:
        _doors(lanes)


def _picture(lanes: list[Run]) -> bytes:
    films = {run.name: film for run in lanes if (film := trajectory(run)) is not None}
    return race_picture(
        lanes,
        films,
        {run.name: probe_accuracy(run.history()) for run in lanes},
        name="home",
        titles={name: title for name, (title, _) in LANES.items()},
        total=max(run.finished().steps for run in lanes),
        plays=True,
    )


def _words(run: Run) -> str:
    title, words = LANES[run.name]
    tested = measured_accuracy(run)
    if tested is None or tested.value is None or not tested.n:
        return f"**{title}.** {words}"
    return (
        f"**{title}.** {words} Afterwards {tested.value:.0%} of {tested.n:,} test images lie among "
        "their own kind (k-NN accuracy)."
    )


def _doors(lanes: list[Run]) -> None:
    st.subheader("What would you like to see?", anchor=False)
    if lanes:
        st.button(
            "Run it yourself",
            type="primary",
            icon=":material/flag:",
            width="stretch",
            on_click=_run_it,
            args=(lanes,),
        )
        st.caption("The same race, trained here and now: a minute or two.")
    if job := st.session_state.pop(RACE, None):
        go_to("triplet_lab", **{RACE: job})
    if REFUSED in st.session_state:
        st.error(st.session_state.pop(REFUSED))
    page_link("map", "Explore 10,000 images", checkpoint="small-2d")
    st.caption("Clothes as a map: point at one, draw round some, look for the odd ones.")
    page_link("clothes", "Try a photo of your own")
    st.caption("A net that was trained on garments names it, and shows what it compared it with.")


def _run_it(lanes: list[Run]) -> None:
    """A callback: start the race; the page then goes to it."""
    race = race_of([of_kind(run.recipe(), EmbeddingRecipe) for run in lanes], title="")
    try:
        st.session_state[RACE] = jobs().submit(recipes(race), title=race_title(race))
    except (EmbedscopeError, OSError) as error:
        st.session_state[REFUSED] = f"The race could not be started: {error}"
