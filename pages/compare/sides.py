"""The two sides: two runs or sets of the same images, or two moments of one training."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.comparison.matched import matched
from core.comparison.partners import partners
from core.comparison.sides import AT, Side, find_side
from core.embeddings.made import made_sets
from core.errors import NotComparable
from core.runs.find import finished_runs, has_embedding
from core.runs.run import Run
from core.runs.standing import lines_of
from pages.shared.catalogue import page_link
from pages.shared.controls import bound_segments, bound_select
from pages.shared.embedding_choice import line_of

SETS, MOMENTS = "sets", "moments"
OF = {SETS: "two models", MOMENTS: "two moments of one training"}
EXAMPLES = (
    ("small-2d", "small-64d", "2 dimensions or 64? The same net on clothes"),
    (
        "race-batch-hard",
        "race-semi-hard",
        "Where does batch-hard collapse? Two strategies on digits",
    ),
    ("simple-cnn", "simple-cnn-pruned", "What does pruning take away? A net of digits"),
)
"""Shipped pairs that teach, and that need no data set."""
SEEN = ("image", "lasso", "only", "same")
"""What an address says of the first side's images."""


def chosen_sides() -> tuple[Side, Side] | None:
    """Both; None where something is missing, which is then said. Raises NotComparable."""
    runs = finished_runs(has_embedding)
    watched = {name: run for name, run in runs.items() if run.frame_steps()}
    kinds, before = list(OF) if watched else [SETS], st.query_params.get("of", SETS)
    of = bound_segments("What is compared", kinds, key="of", titles=OF.__getitem__, hidden=True)
    if of != before:
        _leave("map", "beside", *SEEN)
    return _moments(watched) if of == MOMENTS else _sets(runs)


def examples(text: str) -> None:
    """Links to the shipped pairs that are here."""
    runs = finished_runs(has_embedding)
    pairs = [each for each in EXAMPLES if each[0] in runs and each[1] in runs]
    if not pairs:
        return
    st.caption(text)
    with st.container(horizontal=True):
        for first, second, title in pairs:
            page_link("compare", title, a=first, b=second)


def _sets(runs: dict[str, Run]) -> tuple[Side, Side] | None:
    made = made_sets()
    lines = lines_of(runs) | {name: line_of(each) for name, each in made.items()}
    if not lines:
        st.info("No run has a test embedding yet.")
        page_link("triplet_lab", "Train two and compare them")
        return None
    asked = st.query_params.get("a"), st.query_params.get("b")
    for name in asked:
        if name is not None and name not in lines:
            lines[name] = find_side(name).title  # raises where there is no such side
    word = st.container()
    left, right = st.columns(2)
    with left:
        name = bound_select(
            "First",
            list(lines),
            key="a",
            default=_opens_on(runs, lines),
            titles=lines.__getitem__,
            always=True,
            help="Runs with an embedding of their test images, then what was made here.",
        )
    first = find_side(name)
    fitting = _partners(name, tuple(lines), first)
    wanted = asked[1]
    if wanted is not None and wanted not in fitting and asked[0] == name:
        with word:
            _refuse(first, find_side(wanted))
    if not fitting:
        _nothing_fits(first)
        return None
    with right:
        second = bound_select(
            "Second",
            fitting,
            key="b",
            default=_partner(name, fitting),
            titles=lines.__getitem__,
            always=True,
            help=f"The {len(fitting)} of {len(lines)} that show the same images.",
        )
    if asked[0] not in (None, name):
        _leave("map", *SEEN)
    if asked[1] not in (None, second):
        _leave("beside", "lasso")
    return first, find_side(second)


def _leave(*keys: str) -> None:
    """What the address says of a side that is no longer shown."""
    for key in keys:
        st.query_params.pop(key, None)


@st.cache_data(max_entries=40, ttl=60, show_spinner=False)
def _partners(name: str, every: Sequence[str], _first: Side) -> list[str]:
    """Those of `every` that fit; looked for again where there are others."""
    return [other for other in partners(name, _first.images()) if other in every]


def _refuse(first: Side, second: Side) -> None:
    """Why the link's pair cannot be compared; another is shown."""
    try:
        matched(first.images(), second.images())
    except NotComparable as error:
        st.error(
            f"“{first.title}” and “{second.title}” cannot be compared. {error} The list holds what "
            "fits the first.",
            icon=":material/error:",
        )


def _nothing_fits(first: Side) -> None:
    st.info(f"Nothing else here shows the images of “{first.title}”.")
    page_link("map", "Map its images through another net", cloud=first.embedding_set.name)
    examples("Or see what a comparison tells:")


def _opens_on(runs: dict[str, Run], lines: dict[str, str]) -> str:
    shipped = [first for first, second, _ in EXAMPLES if first in runs and second in runs]
    return shipped[0] if shipped else next(iter(lines))


def _partner(name: str, fitting: list[str]) -> str:
    """The one that the examples put beside it, else the best."""
    pairs = {first: second for first, second, _ in EXAMPLES}
    pairs |= {second: first for first, second in pairs.items()}
    return pairs[name] if pairs.get(name) in fitting else fitting[0]


def _moments(runs: dict[str, Run]) -> tuple[Side, Side]:
    lines = lines_of(runs)
    left, middle, right = st.columns([2, 1, 1])
    with left:
        name = bound_select(
            "Training", list(runs), key="run", titles=lines.__getitem__, always=True
        )
    steps = [str(step) for step in runs[name].frame_steps()]
    with middle:
        before = bound_select("From step", steps, key="from", titles=_step)
    with right:
        after = bound_select("To step", steps, key="to", default=steps[-1], titles=_step)
    return find_side(f"{name}{AT}{before}"), find_side(f"{name}{AT}{after}")


def _step(step: str) -> str:
    return f"{int(step):,}"
