"""Runs watched side by side: moving maps, what goes wrong, and the curves that tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from time import monotonic

import numpy as np
import streamlit as st

from core.diagnosis.signs import Sign, signs
from core.errors import RunBroken
from core.figures.curves import History, logged
from core.figures.palette import lane_colour
from core.metrics.decimal import between, decimal
from core.recipes.kinds import DEFAULT
from core.runs.own_loops import WRITING, own_loop
from core.runs.run import Run
from core.runs.standing import measured_accuracy, title_of
from core.tasks.classify.curve_diagnosis import curve_diagnosis
from core.tasks.embed.diagnosis import diagnosis
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.lane_charts import draw_lane_charts
from pages.shared.moving_maps import draw_moving_maps
from pages.shared.plain import plain
from pages.shared.report_sheet import sheet_button

EVERY = 1.0
"""Seconds between two looks at runs that are under way."""
CURVES_EVERY = 5.0
MOST = 4
"""Runs side by side."""


def has_frames(run: Run) -> bool:
    """Whether there is something to watch."""
    return bool(run.frame_steps())


def draw_watched(runs: Mapping[str, Run]) -> None:
    """Follow runs by name until none of them is under way."""

    def look() -> None:
        with explained():
            if _live(runs) != live:
                st.rerun(scope="app")  # begin or end looking again and again
            _draw(runs, live=live)

    live = _live(runs)
    st.fragment(look, run_every=EVERY if live else None)()


def _live(runs: Mapping[str, Run]) -> bool:
    return any(own_loop(name, run).state == WRITING for name, run in runs.items())


def _draw(runs: Mapping[str, Run], *, live: bool) -> None:
    histories = {name: run.history() for name, run in runs.items()}
    for group in _of_the_same_images(runs):
        together = {name: runs[name] for name in group}
        draw_moving_maps(
            ",".join(group),
            together,
            {name: histories[name] for name in group},
            total=max((run.card.steps for run in together.values() if run.card), default=0),
            live=live,
            alike=False,
            said=partial(_in_words, together, histories),
        )
    places = st.columns(len(runs), gap="medium")
    for number, (place, (name, run)) in enumerate(zip(places, runs.items(), strict=True)):
        with place, st.container(key=f"watched-{number}"):
            _verdict(number, name, run, histories[name])
    _curves(histories, live=live)
    if not live and all(run.card is not None for run in runs.values()):
        titles = {name: title_of(run) for name, run in runs.items()}
        named = {
            titles[name] if len(set(titles.values())) == len(runs) else name: run
            for name, run in runs.items()
        }
        sheet_button(named, title=" and ".join(named), key="watched")


def _of_the_same_images(runs: Mapping[str, Run]) -> list[list[str]]:
    """Names of runs that show the same classes in the same order, which one picture can link."""
    groups: dict[bytes, list[str]] = {}
    for name, run in runs.items():
        groups.setdefault(np.asarray(run.probe_labels()).tobytes(), []).append(name)
    return list(groups.values())


def _verdict(number: int, name: str, run: Run, history: History) -> None:
    swatch = f'<span style="color:{lane_colour(number)}">■</span>'
    state = own_loop(name, run).state
    st.markdown(f"{swatch} **{plain(title_of(run))}** · {state}", unsafe_allow_html=True)
    found = _signs(run, history)
    for sign in found:
        _sign(sign)
    if not _ends_all(found):
        st.markdown(_said(run, history))
    if tested := _tested(run):
        st.caption(tested)
    with st.container(horizontal=True, gap="small"):
        if run.card is not None:
            page_link("map", "Map", checkpoint=name)
        page_link("curves", "Curves", runs=name)


def _in_words(runs: Mapping[str, Run], histories: Mapping[str, History]) -> dict[str, list[str]]:
    """The same for a file."""
    return {name: _sentences(name, run, histories[name]) for name, run in runs.items()}


def _sentences(name: str, run: Run, history: History) -> list[str]:
    found = _signs(run, history)
    told = [f"**{sign.name}.** {sign.text} **What helps.** {sign.cure}" for sign in found]
    if not _ends_all(found):
        told.append(_said(run, history))
    return [f"({own_loop(name, run).state})", *told, _tested(run)]


def _signs(run: Run, history: History) -> list[Sign]:
    return signs(history, dimension=_dimension(run), classes=len(run.probe().classes))


def _ends_all(found: Sequence[Sign]) -> bool:
    """Whether what went wrong leaves nothing else to be said."""
    return bool({"Collapsed", "Diverged", "Stuck"} & {sign.name for sign in found})


def _tested(run: Run) -> str:
    measured = measured_accuracy(run)
    if measured is None:
        return ""
    return (
        f"Accuracy on {measured.n or 0:,} test images: **{decimal(measured.value, 3)}** "
        f"({between(measured.low, measured.high)})"
    )


def _sign(sign: Sign) -> None:
    st.warning(f"**{sign.name}.** {sign.text}", icon=":material/report:")
    st.caption(f"**What helps.** {sign.cure} ({sign.source})")


def _said(run: Run, history: History) -> str:
    if run.task != DEFAULT:
        return curve_diagnosis(dict(history))
    try:
        return diagnosis(run, ended=run.card is not None)
    except RunBroken:
        return "Nothing to report yet: it has not begun."


def _dimension(run: Run) -> int:
    return int(run.frame(run.frame_steps()[-1]).shape[1])


def _curves(histories: Mapping[str, History], *, live: bool) -> None:
    quantities = logged(histories)
    if not quantities:
        st.caption("The curves appear with the first logged step.")
        return
    stamp: object = [len(history["step"]) for history in histories.values()]
    if live:
        stamp = monotonic() // CURVES_EVERY
    draw_lane_charts(",".join(histories), histories, quantities, stamp=stamp)
    st.caption(
        "Of the probe set: k-NN accuracy, the spread (mean distance of two points), the effective "
        "rank (in how many directions the points reach) and hubness (how unevenly points are "
        "neighbours of others). What a run does not log is missing."
    )
