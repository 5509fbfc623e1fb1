"""Which two sides are compared, and how; all of it is in the address."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import streamlit as st

from core.comparison.compared import ClassDifference, Compared
from core.comparison.sides import Side
from core.embeddings.likeness import DISTANCE, TITLES
from core.embeddings.shows import CLASS, columns_of
from core.metrics.mcnemar import McNemar
from core.metrics.metric import Metric
from core.metrics.paired import Comparison
from pages.compare.sides import chosen_sides
from pages.serving.ask import ask
from pages.shared.controls import bound_select

MOST = {"1000": "1,000", "5000": "5,000", "10000": "10,000", "50000": "50,000"}
USUAL = "10000"
NEIGHBOURS = ("1", "5", "10", "20", "50")
USUAL_K = "10"
GAP = ("label", "first", "second", "p", "difference", "low", "high", "count")


@dataclass(frozen=True)
class Asked:
    """Two sides, and how they are asked."""

    first: Side
    second: Side
    titles: tuple[str, str]
    question: dict[str, Any]
    """As the call `comparison` takes it."""
    stamp: str
    """Changes when the vectors do."""

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both."""
        return self.first, self.second

    @property
    def k(self) -> int:
        """How many neighbours."""
        return int(self.question["k"])

    @property
    def same(self) -> str:
        """The column that says what an image shows."""
        return str(self.question["same"])

    @property
    def names(self) -> str:
        """For files and keys."""
        return f"{self.first.name}-{self.second.name}".replace("/", "-").replace("@", "-")


def asked() -> Asked | None:
    """What the controls say; None where something is missing, which is then said."""
    sides = chosen_sides()
    if sides is None:
        return None
    first, second = sides
    columns = columns_of(first.embedding_set) or columns_of(second.embedding_set)
    same = CLASS if CLASS in columns else next(iter(columns), "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        k = bound_select("Neighbours (k)", NEIGHBOURS, key="k", default=USUAL_K)
        by = bound_select(
            "Near by", list(TITLES), key="by", default=DISTANCE, titles=TITLES.__getitem__
        )
        if len(columns) > 1:
            same = bound_select(
                "The same if equal in", list(columns), key="same", titles=columns.__getitem__
            )
        most = bound_select(
            "Images at most", list(MOST), key="most", default=USUAL, titles=MOST.__getitem__
        )
    return Asked(
        first,
        second,
        _distinct(first, second),
        {
            "first": first.name,
            "second": second.name,
            "k": int(k),
            "by": by,
            "same": same,
            "most": int(most),
        },
        "-".join(
            str((side.embedding_set.folder / "vectors.npy").stat().st_mtime_ns) for side in sides
        ),
    )


@dataclass(frozen=True)
class Answer:
    """What the comparison came to."""

    found: Compared
    votes: Comparison
    nearest: Comparison
    classes: list[ClassDifference]


def answer_to(asked: Asked) -> Answer:
    """Raises as the call does."""
    said = _answered(asked.question, asked.stamp)
    known = {field.name: said[field.name] for field in fields(Compared)}
    gaps = zip(*(said[f"of_{name}"].tolist() for name in GAP), strict=True)
    return Answer(
        Compared(**{**known, "classes": tuple(said["classes"])}),
        _figure(said["figures"]["votes"]),
        _figure(said["figures"]["nearest"]),
        [
            ClassDifference(label, one, other, Metric(*gap), p)
            for label, one, other, p, *gap in gaps
        ],
    )


def _figure(told: dict[str, Any]) -> Comparison:
    test, difference = McNemar(**told["test"]), Metric(**told["difference"])
    return Comparison(told["first"], told["second"], test, difference)


@st.cache_data(max_entries=12, show_spinner="Comparing both, image by image …")
def _answered(question: dict[str, Any], stamp: str) -> dict[str, Any]:
    """The call's answer; raises as `ask` does."""
    del stamp
    return ask("comparison", **question)


@st.cache_data(max_entries=12, show_spinner="Showing both nets the same images …")
def layers_answered(first: str, second: str, stamp: str) -> dict[str, Any]:
    """CKA of the layers; raises as `ask` does."""
    del stamp
    return ask("layer-similarity", first=first, second=second)


def _distinct(first: Side, second: Side) -> tuple[str, str]:
    """What both are called: titles, or names where these are alike."""
    if first.title == second.title:
        return first.name, second.name
    return first.title, second.title
