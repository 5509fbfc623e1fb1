"""Runs side by side as maps that move: read, drawn and kept in this tab as their frames come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.data.catalogue import called
from core.data.licence import WITHHELD, licence_of, may_be_passed_on
from core.figures.curves import WATCHED, Quantity
from core.files import readable_name
from core.runs.card import RunCard
from core.runs.run import Run
from core.runs.standing import title_of
from core.runs.trajectory import Trajectory, towards, trajectory
from embedscope import __version__
from pages.components.file_parts import curves_part, words_part
from pages.components.race_maps import race_file, race_maps
from pages.shared.found_at import found_at
from pages.shared.race_picture import probe_accuracy, race_picture

EXPLAINED = (
    "Each dot is a watched image, coloured by its class, where the net places it after so many "
    "steps. Space plays, the arrow keys go from frame to frame."
)
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
        quantities: whose curves the file has, where they were logged.
        said: gives what the file says of each run, by its name.
    """
    films = _films(name, runs)
    if not alike:
        films = _turned(films)
    accuracy = {lane: probe_accuracy(history) for lane, history in histories.items()}
    known = {lane: (one.steps, len(accuracy[lane])) for lane, one in films.items()}

    def picture() -> bytes:
        return race_picture(runs, films, accuracy, name=name, total=total, live=live)

    def alone() -> bytes:
        titles = _titles(runs)
        data = race_picture(
            runs,
            films,
            accuracy,
            name=name,
            total=total,
            titles=titles,
            plays=True,
            alone=True,
        )
        renamed = {titles[lane]: history for lane, history in histories.items()}
        return race_file(
            data,
            title=" and ".join(titles.values()),
            says=[EXPLAINED],
            told=[*_told(runs), address],
            below=[
                words_part({titles[lane]: words for lane, words in said().items()}),
                curves_part(renamed, quantities),
            ],
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


def _titles(runs: Mapping[str, Run]) -> dict[str, str]:
    """What each is called; by its name where two are called alike."""
    titles = {lane: title_of(run) for lane, run in runs.items()}
    several = [title for title, n in Counter(titles.values()).items() if n > 1]
    return {lane: lane if title in several else title for lane, title in titles.items()}


def _told(runs: Mapping[str, Run]) -> list[str]:
    """Where it comes from: of each run the data, how many images, the seed, when and by what."""
    sentences = []
    for run in runs.values():
        probe, card = run.probe(), run.card
        licence = licence_of(probe.data)
        sentences.append(
            f"{title_of(run)}: {len(run.probe_labels()):,} images of {called(probe.data)} "
            f"({probe.split}; licence: {licence}), {len(run.frame_steps()):,} frames"
            + _trained(card)
            + ("." if may_be_passed_on(probe.data) else ". " + WITHHELD)
        )
    return [*sentences, f"Made by Embedscope {__version__}."]


def _trained(card: RunCard | None) -> str:
    """By which recipe and seed, how long, when."""
    if card is None:
        return ", not finished"
    recipe = f", recipe {card.recipe}" if card.recipe else ""
    return f"{recipe}, seed {card.seed}, {card.steps:,} steps, {card.created[:10]}"


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
