"""A shipped race that plays by itself: two nets from the same start on the same batches."""

from __future__ import annotations

import streamlit as st

from core.errors import EmbedscopeError
from core.metrics.decimal import decimal
from core.runs.find import find_run
from core.runs.run import Run
from core.runs.standing import measured_accuracy
from embedscope.drawing.trajectory import trajectory
from pages.components.race_maps import race_maps
from pages.shared.race_picture import probe_accuracy, race_picture

LANES = {
    "race-batch-hard": (
        "Batch-hard",
        "Only each image's hardest triplet counts. While classes overlap, shrinking lowers its "
        "loss the cheapest way: all images fall onto one point.",
    ),
    "race-semi-hard": (
        "Semi-hard",
        "For each pair of one class, only the nearest image of another class that lies farther "
        "away counts. Shrinking no longer pays: the digits drift into islands.",
    ),
}
"""The shipped runs, what they are called here, and what is seen in them."""


def shipped_lanes() -> list[Run]:
    """The runs; none where one of them is gone or broken, which other places tell."""
    try:
        return [find_run(name) for name in LANES]
    except EmbedscopeError:
        return []


def draw_shipped_race(lanes: list[Run], *, key: str) -> None:
    """Its maps, and under each what is seen there."""
    with st.container(key="room-race"):
        race_maps(_picture(lanes), key=key)
    for place, run in zip(st.columns(len(lanes), gap="small"), lanes, strict=True):
        place.markdown(_words(run))


def _picture(lanes: list[Run]) -> bytes:
    films = {run.name: film for run in lanes if (film := trajectory(run)) is not None}
    return race_picture(
        {run.name: run for run in lanes},
        films,
        {run.name: probe_accuracy(run.history()) for run in lanes},
        name="shipped",
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
        f"**{title}.** {words} k-NN accuracy afterwards: {decimal(tested.value)} on {tested.n:,} "
        "test images."
    )
