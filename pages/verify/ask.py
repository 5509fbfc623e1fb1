"""What is verified: whose points, which pairs, by which score. All of it is in the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from core.access import Action
from core.embeddings import EmbeddingSet
from core.paths import embedding_sets_folder
from core.runs.card import RunCard
from core.runs.find import finished_runs
from core.runs.run import Run
from core.runs.standing import lines_of
from core.verification.scores import TITLES
from pages.serving.ask import ask
from pages.shared.allowed import tell_if, why_not
from pages.shared.conditions import rows_where, where_asked
from pages.shared.controls import bound_segments, bound_select
from pages.shared.figure_card import csv_button
from pages.shared.kept_upload import kept_upload
from pages.shared.points_choice import choose_points

POINTS, KIN = "points", "kin"
OF = {POINTS: "points of a map", KIN: "tested pairs of a kinship run"}
COUNTS = {"10000": "10,000", "100000": "100,000", "1000000": "1,000,000"}
USUAL = "100000"
ALL, LISTED = "all", "list"
PAIRS = {ALL: "all pairs of the classes", LISTED: "a list of mine"}
EXAMPLE = "left,right,same\n0,1,1\n0,2,0\n"
NONE = ""
LIST = "list"
DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Asked:
    """The question, as the call `verification` takes it, and whose it is."""

    name: str
    question: dict[str, Any]
    stamp: str
    """Changes when what is asked about does."""
    embedding_set: EmbeddingSet | None = None
    score: str = "score"
    card: RunCard | None = None
    """Of the kinship run."""


def chosen() -> Asked | None:
    """What the controls say; None where something is missing, which is then said."""
    kin = finished_runs(_has_scores)
    of = bound_segments("Pairs of", list(OF) if kin else [POINTS], key="of", titles=OF.__getitem__)
    return _of_kin(kin) if of == KIN else _of_points()


@st.cache_data(max_entries=12, show_spinner="Comparing the pairs …")
def answered(question: dict[str, Any], stamp: str) -> dict[str, Any]:
    """The call's answer, kept as long as what it was made of stays; raises as `ask` does."""
    del stamp
    return ask("verification", **question)


def _has_scores(run: Run) -> bool:
    return run.task == "kinship" and (run.folder / "scores/kin.npy").is_file()


def _of_kin(runs: dict[str, Run]) -> Asked:
    lines = lines_of(runs)
    name = bound_select("Run", list(runs), key="kin", titles=lines.__getitem__, always=True)
    card = runs[name].finished()
    return Asked(name, {"run": name}, card.created, score="kinship score (logit)", card=card)


def _of_points() -> Asked | None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        points = choose_points()
        if points is None:
            return None
        listed = bound_select("Pairs", list(PAIRS), key="pairs", titles=PAIRS.__getitem__) == LISTED
    embedding_set, same = points.embedding_set, points.same
    apart = _apart(points.columns, same)
    more = _listed(embedding_set) if listed else _classes(embedding_set, same)
    if more is None:
        return None
    rows_where(embedding_set, "Only pairs among")
    question = {**points.question, "apart": apart, "where": list(where_asked()), **more}
    return Asked(embedding_set.name, question, points.stamp, embedding_set, TITLES[points.by])


def _apart(columns: dict[str, str], same: str) -> str:
    """What errs together, where there is a choice."""
    others = [NONE, *(name for name in columns if name != same)]
    if len(others) < 3:
        return NONE
    titles = {NONE: columns[same]} | columns
    with st.container(width=420):
        return bound_select(
            "Kept together",
            others,
            key="apart",
            titles=titles.__getitem__,
            help="Pictures that err together, such as those of one family: intervals draw these "
            "whole, and a threshold is judged on others than it was chosen on.",
        )


def _classes(embedding_set: EmbeddingSet, same: str) -> dict[str, Any]:
    known = embedding_set.classes_of(same)
    asked = [name for name in st.query_params.get_all("classes") if name in known]
    key = f"verify-classes-{embedding_set.name}-{same}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=420):
            picked = st.multiselect(
                "Classes", known, asked, key=key, placeholder=f"all {len(known):,}"
            )
        most = bound_select(
            "Pairs at most", list(COUNTS), key="most", default=USUAL, titles=COUNTS.__getitem__
        )
    if picked != asked:
        st.query_params["classes"] = picked
    return {"classes": picked, "most": int(most)}


def _listed(embedding_set: EmbeddingSet) -> dict[str, Any] | None:
    named = embedding_set.names() is not None
    file = None
    if not tell_if(why_not(Action.BRING)):
        file = st.file_uploader(
            "A CSV with the columns left, right and same (1 or 0)",
            type=["csv", "tsv", "txt"],
            key=f"verify-list-{embedding_set.name}",
            help="Left and right are "
            + ("names or row numbers." if named else "row numbers from 0."),
        )
    csv_button("Save an example", lambda: EXAMPLE, name="pairs")
    if file is not None:
        st.query_params[LIST] = kept_upload(file, _lists()).stem
    name = st.query_params.get(LIST, "")
    place = next(_lists().glob(f"{name}.*"), None) if DIGEST.fullmatch(name) else None
    if place is None:
        gone = " The link's list is not on this machine." if name else ""
        st.info(f"Bring a list of pairs, or choose all pairs of the classes.{gone}")
        return None
    if file is None:
        st.caption("The list of the link is used; bring another to replace it.")
    return {"listed": place.read_text("utf-8", "replace")}


def _lists() -> Path:
    """Lists are kept, so that a link can name them."""
    return embedding_sets_folder() / "lists"
