"""Which four are shown: those that were shipped, or a job's. The choice is in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.jobs.jobs import JobState, jobs
from core.runs.run import Run
from core.studies.study import Study
from core.studies.transfer import is_transfer, shipped_ways, ways_of
from pages.shared.controls import bound_select
from pages.shared.job_strip import when
from pages.shared.plain import quoted

SHIPPED = "shipped"


@dataclass(frozen=True)
class Four:
    """What is shown."""

    name: str
    ways: dict[str, Run]
    """Those that are finished, by title."""
    keys: dict[str, str]
    """Their names as `find_run` takes them."""
    job: JobState | None = None


def chosen_four(study: Study) -> Four | None:
    """The four of the address, else the shipped or newest; None where there are none at all."""
    shipped = shipped_ways(study)
    found = {job.job: job for job in jobs().all() if is_transfer(study, job.runs)}
    options = [*([SHIPPED] if shipped else []), *found]
    asked = st.query_params.get("race")
    if asked is not None and asked not in options:
        st.warning(f"No runs {quoted(asked)} are here: they were deleted, or the link is wrong.")
    if not options:
        return None
    titles = {name: f"{job.title} · {when(job)}" for name, job in found.items()}
    titles[SHIPPED] = "Ants and bees, shipped"
    name = bound_select("Runs", options, key="race", titles=titles.__getitem__, always=True)
    if name == SHIPPED:
        return Four(name, shipped, {way: run.name for way, run in shipped.items()})
    job = found[name]
    ways = {way: run for way, run in ways_of(study, job.runs).items() if run.card is not None}
    return Four(name, ways, {way: f"{name}/{run.name}" for way, run in ways.items()}, job)
