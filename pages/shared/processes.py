"""How many processes train a job: the control, and when more than one pays."""

from __future__ import annotations

import streamlit as st

from core.jobs.jobs import STOPPED, JobState
from core.jobs.kinds import TRAIN
from core.jobs.processes import gpus_here, most_here

HELP = (
    "Each process sends its part of every batch through the net; together they come to what one "
    "comes to. It is no setting of the recipe: a run can be stopped and go on with another number."
)
SLOWER = (
    "On cores alone this does not pay: on two of them, a step by two processes took 1.08 to 1.10 "
    "times as long as by one with two threads. It pays with a GPU for each process."
)


def processes_control(now: int, *, key: str) -> int:
    """The number that is asked for; as it is, and no control, where a machine has room for one."""
    most = max(most_here(), now)
    if most < 2:
        return now
    return int(st.number_input("Processes", 1, most, now, help=HELP, key=key))


def tell_whether_it_pays(processes: int) -> None:
    """A sentence where so many are slower than one."""
    if processes > max(gpus_here(), 1):
        st.caption(SLOWER)


def can_be_changed(job: JobState) -> bool:
    """Whether a job can go on with another number."""
    return job.kind == TRAIN and job.state in STOPPED and max(most_here(), job.processes) > 1


def in_words(job: JobState) -> str:
    """Such as "2 processes"; nothing for one."""
    return f"{job.processes} processes" if job.processes > 1 else ""
