"""Which embedding is best for what: each figure of nets that were tested on the same images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.comparison.best_for import Ahead, best_for, comparable, in_words
from core.figures.tables import Cell, Number
from core.metrics.meanings import figure_title
from core.metrics.metric import Metric
from core.runs.run import Run
from core.runs.standing import titles_of
from pages.serving.ask import ask
from pages.shared.errors import explained
from pages.shared.html_table import result_table
from pages.shared.meanings import draw_meanings

TOLD = (
    "Of the same test images; intervals (95 %, bootstrap) are over them, bold is best. The first "
    "and the next are told apart by {how}, and by their seeds where both have several."
)
CARDS = "the intervals of both cards, which is strict"
PAIRED = "the same queries asked of both, where a query has a value of its own"


def draw_best_for(name: str, runs: Mapping[str, Run], *, reports: bool = False) -> None:
    """A sentence and a table of the net called `name` beside those that were tested on the same
    images; nothing where it is no embedding, or where there are none. The rest as `comparable`.
    """
    runs = comparable(runs, runs[name], reports=reports)
    if len(runs) < 2:
        return
    st.subheader("Which embedding is best for what?", anchor=False)
    titles = titles_of(runs)
    asked = st.toggle(
        "Ask the first and the next on the same queries",
        key="paired",
        bind="query-params",
        help="2,000 test images are asked of both: a difference in pairs is told apart sooner than "
        "by two intervals. Takes a few seconds the first time.",
    )
    found, how = best_for(runs), CARDS
    if asked:
        with explained():  # meanwhile, or where it fails, the cards tell
            found, how = _paired(tuple(runs), _stamp(runs)), PAIRED
    if not found:
        return
    st.markdown(in_words(found, titles))
    if not all(each.seeds_known for each in found):
        st.caption(
            "Where one of two was trained with one seed alone, how much of a difference is its "
            "luck is unknown."
        )
    result_table(
        ["Best where …", "Figure", "Told apart", "First less next", *titles.values()],
        [_row(each, list(runs)) for each in found],
        name=f"best-for-{name}",
        told=TOLD.format(how=how),
    )
    draw_meanings(f"test/{each.name}" for each in found)


def _row(each: Ahead, nets: list[str]) -> list[Cell]:
    known = {net: each.measured.get(net, Metric(None)) for net in nets}
    numbers = [
        Number(one.value, one.low, one.high, one.n, best=net == each.first)
        for net, one in known.items()
    ]
    first, second = (each.measured[net].value or 0 for net in (each.first, each.second))
    plain = Number(first - second, gain=True)
    return [
        each.use,
        figure_title(f"test/{each.name}").removesuffix(", test"),
        {True: "yes", False: "no", None: "not known"}[each.apart],
        plain if each.difference is None else Number.of(each.difference, gain=True),
        *numbers,
    ]


def _stamp(runs: Mapping[str, Run]) -> str:
    """Changes when one is trained anew."""
    return " ".join(run.finished().created for run in runs.values())


@st.cache_data(max_entries=12, show_spinner="Asking both on the same queries …")
def _paired(names: tuple[str, ...], stamp: str) -> list[Ahead]:
    del stamp
    return [_ahead(told) for told in ask("best-for", runs=list(names))["ahead"]]


def _ahead(told: dict[str, Any]) -> Ahead:
    gap = told["difference"]
    return Ahead(
        **{
            **told,
            "measured": {net: Metric(**each) for net, each in told["measured"].items()},
            "difference": None if gap is None else Metric(**gap),
        }
    )
