"""A table of jobs that were run before, newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.figures.tables import Cell
from core.jobs.jobs import JobState
from pages.shared.html_table import html_table

SHOWN = 20


def earlier(
    title: str,
    head: Sequence[str],
    found: Sequence[JobState],
    row: Callable[[JobState], Sequence[Cell]],
) -> None:
    """Draw the newest of the jobs; nothing where there are none."""
    if not found:
        return
    st.subheader(title, anchor=False)
    html_table(head, [row(job) for job in found[:SHOWN]])
    if len(found) > SHOWN:
        st.caption(
            f"The newest {SHOWN} of {len(found)} are shown; delete old ones on the page Live."
        )
