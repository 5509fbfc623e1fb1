"""What the curves page shows and how: a saved view, runs, the look. All is in the address."""

from __future__ import annotations

import math

import streamlit as st

from core.figures.learning import MOST
from core.runs.curves import AXES
from core.runs.find import line_of
from core.runs.run import Run
from core.studies import Comparison, comparisons
from pages.blocks.address import follow, keep

OWN = ""
"""The view of whoever chooses runs one by one."""


def choose_view() -> Comparison | None:
    """A comparison of the reports, or None."""
    views = {OWN: "Runs of your own choice", **{v.name: _title(v) for v in comparisons().values()}}
    follow("view", key="curves-view", read=lambda text: text if text in views else OWN)
    chosen = st.selectbox(
        "Saved view", list(views), format_func=views.__getitem__, key="curves-view"
    )
    keep("view", chosen or None, key="curves-view")
    return comparisons().get(chosen)


def choose_runs(known: dict[str, Run], *, more: bool) -> list[str]:
    """Names of runs; `more` than those of a view."""

    def read(text: str | None) -> list[str]:
        asked = (text or "").split(",")
        missing = [name for name in asked if name and name not in known]
        if missing:
            st.warning(
                f"Not on this machine, or without a curve: {', '.join(missing)}.",
                icon=":material/link_off:",
            )
        return [name for name in asked if name in known][:MOST]

    follow("runs", key="curves-runs", read=read)
    st.session_state["curves-runs"] = [n for n in st.session_state["curves-runs"] if n in known]
    chosen = st.multiselect(
        "And also" if more else "Runs",
        list(known),
        format_func=lambda name: line_of(name, known[name]),
        key="curves-runs",
        max_selections=MOST,
        placeholder="Choose runs: checkpoints, finished ones, or those that train now",
    )
    keep("runs", ",".join(chosen) or None, key="curves-runs")
    return chosen


def choose_look() -> tuple[str, float, bool]:
    """The axis, the smoothing, and whether the loss is drawn on a logarithmic one."""
    first, second, third = st.columns([2, 3, 1], vertical_alignment="bottom")
    follow("x", key="curves-x", read=lambda text: text if text in AXES else "epochs")
    axis = first.segmented_control("Along", list(AXES), key="curves-x", required=True)
    keep("x", axis if axis != "epochs" else None, key="curves-x")
    follow("smooth", key="curves-smooth", read=_share)
    smoothing = second.slider(
        "Smoothing of the training curves", 0.0, 0.95, step=0.05, key="curves-smooth"
    )
    keep("smooth", f"{smoothing:g}" if smoothing else None, key="curves-smooth")
    follow("scale", key="curves-log", read=lambda text: text == "log")
    log = third.toggle("Log loss", key="curves-log", help="A logarithmic axis for the loss.")
    keep("scale", "log" if log else None, key="curves-log")
    return axis or "epochs", smoothing, log


def _share(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return min(max(round(value * 20) / 20, 0.0), 0.95) if math.isfinite(value) else 0.0


def _title(view: Comparison) -> str:
    return f"{view.report} · {view.title}" if view.report else view.title
