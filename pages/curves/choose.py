"""What the curves page shows and how: a saved view, runs, the look. All is in the address."""

from __future__ import annotations

import math
from collections.abc import Mapping

import streamlit as st

from core.runs.curves import AXES
from core.runs.run import Run
from core.studies.members import followed
from core.studies.study import Study, compared
from pages.shared.controls import bound_select
from pages.shared.query_params import bind, keep

OWN = "own"
"""The view of whoever chooses runs one by one."""
FEW = 4
"""Runs whose curves are told apart at a glance."""


def choose_view(known: Mapping[str, Run]) -> Study | None:
    """A study that lays recipes beside each other, or None. An address that names neither view nor
    runs opens on one that can be read at a glance.
    """
    titles = {OWN: "Your own choice of runs", **{v.name: _title(v) for v in compared().values()}}
    chosen = bound_select(
        "Study",
        list(titles),
        key="view",
        default=OWN if "runs" in st.query_params else opening_view(known),
        titles=titles.__getitem__,
        always=True,
    )
    return compared().get(chosen)


def opening_view(known: Mapping[str, Run]) -> str:
    """The first study of few runs that are all among the known ones; OWN where there is none."""
    here = followed(known.items())
    whole = (
        study.name
        for study in compared().values()
        if len(study.members) <= FEW and all(name in here for name in study.recipes)
    )
    return next(whole, OWN)


def choose_look() -> tuple[str, float, bool]:
    """The axis, the smoothing, and whether the loss is drawn on a logarithmic one."""
    first, second, third = st.columns([2, 3, 1], vertical_alignment="bottom")
    name = bind("x", lambda text: text if text in AXES else "epochs")
    held = st.session_state[name]
    axis = first.segmented_control("X axis", list(AXES), key=name, default=held, required=True)
    keep("x", axis, axis if axis != "epochs" else None)
    name = bind("smooth", _share)
    smoothing = second.slider(
        "Smoothing of the training curves", 0.0, 0.95, st.session_state[name], step=0.05, key=name
    )
    keep("smooth", smoothing, f"{smoothing:g}" if smoothing else None)
    name = bind("scale", lambda text: text == "log")
    held = st.session_state[name]
    log = third.toggle("Log loss", held, key=name, help="A logarithmic axis for the loss.")
    keep("scale", log, "log" if log else None)
    return axis or "epochs", smoothing, log


def _share(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return min(max(round(value * 20) / 20, 0.0), 0.95) if math.isfinite(value) else 0.0


def _title(view: Study) -> str:
    return f"{view.report} · {view.title}" if view.report else view.title
