"""Runs side by side as maps that move: read, drawn and kept in this tab as their frames come."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.figures.curves import WATCHED, Quantity
from core.files import readable_name
from core.runs.run import Run
from embedscope.drawing.trajectory import Trajectory, towards, trajectory
from pages.components.race_maps import race_maps
from pages.shared.found_at import found_at
from pages.shared.race_picture import probe_accuracy, race_picture
from pages.shared.replay_page import replay_page

KEPT, SUBJECTS = "moving-maps", 5
History = dict[str, NDArray[np.float64]]
Said = Callable[[], Mapping[str, Sequence[str]]]


def draw_moving_maps(
    name: str,
    runs: Mapping[str, Run],
    histories: Mapping[str, History],
    *,
    total: int,
    live: bool,
    alike: bool = True,
    plays: bool = False,
    quantities: Sequence[Quantity] = WATCHED,
    said: Said = dict,
) -> None:
    """The maps of runs that watch the same images.

    Args:
        name: of what they are together; the browser keeps its playhead.
        runs: by name, in their order.
        histories: of each.
        total: planned steps; 0 where nobody knows.
        live: whether more frames will come.
        alike: whether they began with the same weights; others are turned to lie as the first.
        plays: whether they play by themselves until somebody touches them.
        quantities: whose curves the file has, where they were logged.
        said: gives what the file says of each run, by its name.
    """
    films = _films(name, runs)
    if not alike:
        films = _turned(films)
    accuracy = {lane: probe_accuracy(history) for lane, history in histories.items()}
    known = {lane: (one.steps, len(accuracy[lane])) for lane, one in films.items()}

    def picture() -> bytes:
        return race_picture(runs, films, accuracy, name=name, total=total, live=live, plays=plays)

    def alone() -> bytes:
        return replay_page(
            runs,
            films,
            histories,
            name=name,
            total=total,
            quantities=quantities,
            said=said(),
            told=[address],
        )

    address = found_at()
    with st.container(key=f"room-race-{name}"):
        race_maps(kept(name, "picture", (live, total, known), picture), key=f"maps-{name}")
    if films:
        st.download_button(
            "Save as one page",
            alone,
            file_name=f"{readable_name(name, other='maps')}.html",
            mime="text/html",
            key=f"page-{name}",
            icon=":material/html:",
            on_click="ignore",
            type="tertiary",
            help="One HTML file with the moving maps, their curves and the verdict in it, which "
            "anybody opens without a server.",
        )


def kept(name: str, what: str, stamp: object, make: Callable[[], Any]) -> Any:
    """What `make` gave when the stamp was last different, kept in this tab for the runs `name`."""
    held = _held(name)
    if what not in held or held[what][0] != stamp:
        held[what] = (stamp, make())
    return held[what][1]


def _films(name: str, runs: Mapping[str, Run]) -> dict[str, Trajectory]:
    """The runs' frames; only new ones are read."""
    before: dict[str, Trajectory | None] = _held(name).setdefault("films", {})
    before.update({lane: trajectory(run, before.get(lane)) for lane, run in runs.items()})
    return {lane: one for lane in runs if (one := before[lane]) is not None}


def _turned(films: Mapping[str, Trajectory]) -> dict[str, Trajectory]:
    first = next(iter(films.values()), None)
    if first is None:
        return {}
    return {lane: one if one is first else towards(one, first) for lane, one in films.items()}


def _held(name: str) -> dict[str, Any]:
    """Of a few subjects: what was looked at before those is let go."""
    every: dict[str, dict[str, Any]] = st.session_state.setdefault(KEPT, {})
    every[name] = every.pop(name, {})
    for earlier in list(every)[:-SUBJECTS]:
        del every[earlier]
    return every[name]
