"""Trainings that people run in loops of their own, and how a loop becomes one of them."""

from __future__ import annotations

import time
from urllib.parse import quote

import numpy as np
import streamlit as st

from core.errors import RunBroken
from core.figures.curves import History
from core.figures.tables import Cell, Link, Number
from core.paths import runs_folder
from core.runs.own_loops import OwnLoop, own_loops
from core.runs.standing import accuracy, title_of
from pages.curves.runs import history_of
from pages.shared.html_table import html_table
from pages.shared.job_strip import duration

EVERY = 2.0
SHOWN = 200
HOW = """import embedscope

run = embedscope.Run("shoes", classes=names, probe=(images, labels))
for step, batch in enumerate(loader):
    ...
    run.log(step, loss=loss, lr=lr, margin=0.2)
    if step % 50 == 0:
        run.embed(step, model(images))
run.finish(test=(test_vectors, test_labels), model=model.state_dict())
"""


@st.fragment(run_every=EVERY)
def draw_loops() -> None:
    """A row a run, the one that was changed last first; three lines of code where there is none."""
    found = own_loops()
    st.subheader("Your own loops", anchor=False)
    if found:
        html_table(
            ["Run", "State", "Steps", "Loss", "k-NN accuracy", "Last change"],
            [_row(one) for one in found[:SHOWN]],
        )
        if len(found) > SHOWN:
            st.caption(f"The newest {SHOWN} of {len(found)}.")
    else:
        st.caption("None yet. Any training loop, in any framework, shows up here with three lines.")
    with st.expander("Watch a loop of your own", expanded=not found):
        st.code(HOW, language=None, wrap_lines=True)  # coloured, some words are too pale to read
        st.caption(
            f"Needs numpy alone. Write to this server's folder: `EMBEDSCOPE_RUNS={runs_folder()}`. "
            "The map moves with each `embed`, within two seconds; what goes wrong is told with its "
            "figure and what usually helps."
        )


def _row(one: OwnLoop) -> list[Cell]:
    link = Link(title_of(one.run), f"live?runs={quote(one.name)}")
    ago = f"{duration(max(0.0, time.time() - one.changed))} ago"
    try:
        history = history_of(one.run)
    except RunBroken:  # it is being written anew, or somebody changes it by hand
        return [link, one.state, "", Number(None), Number(None), ago]
    steps = f"{np.nanmax(history['step']):,.0f}" if len(history["step"]) else "0"
    tested = accuracy(one.run)
    known = tested if tested is not None else _last(history, "knn_accuracy")
    return [link, one.state, steps, Number(_last(history, "loss")), Number(known), ago]


def _last(history: History, column: str) -> float | None:
    values = history.get(column, np.empty(0))
    known = values[np.isfinite(values)]
    return float(known[-1]) if len(known) else None
