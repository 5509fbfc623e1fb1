"""Whether maps of reasons can be believed: of this picture on request, and over test images."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.figures.tables import Cell, Number
from core.metrics.decimal import decimal
from core.runs.explanations import GRAD_CAM, OCCLUSION, TITLES, Judged, explanations_of
from core.runs.run import Run
from pages.inside_network.choose import Picture
from pages.inside_network.nets import asked, stamp
from pages.shared.errors import explained
from pages.shared.html_table import result_table

WHY = (
    "If a map did not change with random weights, it would not explain the net: *likeness* is the "
    "rank correlation of the map with the one that is left when so many layers, from the last, get "
    "random weights. *Deletion*: the area under the class's probability as the most important "
    "places go (less is better); *insertion*: as they come (more is better); each beside a random "
    "order (Adebayo et al. 2018; Petsiuk et al. 2018)."
)
AREAS = {
    "Deletion": "deletion",
    "Deletion, random": "random_deletion",
    "Insertion": "insertion",
    "Insertion, random": "random_insertion",
}


def draw_believed(name: str, run: Run, picture: Picture, path: str | None, number: int) -> None:
    """The check of both maps of this picture, and what the same came to over test images."""
    st.markdown("**Can these maps be believed?**")
    st.caption(WHY)
    if st.toggle("Check both maps of this picture", key="believe", bind="query-params"):
        with explained():
            _draw_one(name, run, picture, path, number)
    kept = explanations_of(run)
    if kept is not None:
        _table(
            {kind: _of_many(each) for kind, each in kept.maps.items()},
            name=f"believed-many-{name}",
            told=f"Means over {kept.images} test images and their predicted classes, intervals "
            f"(95 %, bootstrap) over them; Grad-CAM of {kept.layer}"
            + (", on the small pictures that the run keeps." if kept.thumbnails else "."),
        )
    else:
        st.caption(f"Over 100 test images: `python -m core explain-check {name} --keep`.")


def _draw_one(name: str, run: Run, picture: Picture, path: str | None, number: int) -> None:
    question = {"image": picture.pixels, "number": number}
    told = {OCCLUSION: asked("explanation-check", name, stamp(run), **question)}
    if path is not None:
        told[GRAD_CAM] = asked("explanation-check", name, stamp(run), layer=path, **question)
    _table(
        {kind: _of_picture(told[kind]) for kind in TITLES if kind in told},
        name=f"believed-{name}",
        told=f"{picture.title}: one picture, so without intervals. {_verdict(told)}",
    )


def _table(rows: dict[str, dict[str, Number]], *, name: str, told: str) -> None:
    head = list(dict.fromkeys(title for row in rows.values() for title in row))
    cells: list[list[Cell]] = [
        [TITLES[kind], *(row.get(title, Number(None)) for title in head)]
        for kind, row in rows.items()
    ]
    result_table(["Map", *head], cells, name=name, told=told)
    st.caption(told)


def _of_picture(told: dict[str, Any]) -> dict[str, Number]:
    found = {f"Likeness, {words}": Number(value) for words, value in told["likeness"].items()}
    return found | {title: Number(told[key]) for title, key in AREAS.items()}


def _of_many(judged: Judged) -> dict[str, Number]:
    found = {f"Likeness, {words}": Number.of(one) for words, one in judged.likeness.items()}
    found |= {title: Number.of(getattr(judged, key)) for title, key in AREAS.items()}
    return found | {"Gain over random": Number.of(judged.gain, gain=True)}


def _verdict(told: dict[str, dict[str, Any]]) -> str:
    said = []
    for kind in (kind for kind in TITLES if kind in told):
        each = told[kind]
        last = list(each["likeness"].values())[-1]
        if last is None:
            said.append(f"{TITLES[kind]} says nothing here.")
            continue
        sooner = each["deletion"] < each["random_deletion"]
        rises = each["insertion"] > each["random_insertion"]
        follows = "follows" if sooner and rises else "does not follow"
        said.append(
            f"{TITLES[kind]}: with random weights a likeness of {decimal(last)} is left, and the "
            f"probability {follows} it."
        )
    return " ".join(said)
