"""A map that is being made: its progress, and its picture while it moves."""

from __future__ import annotations

import streamlit as st

from core.embeddings import Cloud, find_cloud
from core.errors import CloudBroken, UnknownName
from core.jobs.jobs import BROKEN, JobState, jobs
from pages.components.point_map import Pane, Stop, point_map
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.follow_job import follow_job
from pages.shared.job_strip import job_strip

EVERY = 1.0


def draw_job() -> bool:
    """The job that the address names; whether the page has nothing else to show.

    When it is done the address is that of its map.
    """
    name = st.query_params.get("job")
    if name is None:
        return False
    try:
        job = jobs().state(name)
    except UnknownName:
        st.warning(f"There is no job “{name}” any more.")
        st.query_params.pop("job", None)
        return False
    if job.state == BROKEN:
        st.error(job.message, icon=":material/broken_image:")
        st.query_params.pop("job", None)
        return False
    if job.state == "done":
        _show(*made(job))
        return False
    st.query_params["job"] = name  # said again: what a run says before it starts anew may be lost
    with explained():
        follow_job(job, _draw, every=EVERY)
    return True


def _show(cloud: str, found: str) -> None:
    """Turn the address into that of a map."""
    st.query_params.clear()
    st.query_params["cloud"] = cloud
    st.query_params["map"] = found


def _draw(job: JobState) -> None:
    job_strip(job, key=f"map-job-{job.job}", link=False)
    cloud = _cloud(job)
    if cloud is not None:
        page_link("map", "Back to the maps there are", cloud=cloud.name)
        point_map(cloud, [_pane(cloud, job)], key=f"map-live-{job.job}")


def made(job: JobState) -> tuple[str, str]:
    """The cloud and the map that a finished job made."""
    return str(job.about["cloud"]), str(job.about["map"])


def _cloud(job: JobState) -> Cloud | None:
    """The job's cloud, as soon as it is there."""
    try:
        return find_cloud(str(job.about.get("cloud")))
    except (CloudBroken, UnknownName):
        return None


def _pane(cloud: Cloud, job: JobState) -> Pane:
    name = str(job.about["map"])
    folder = cloud.folder / "maps" / name / "frames"
    steps = sorted(int(path.stem) for path in folder.glob("[0-9]*.npy"))
    stops = [Stop(f"maps/{name}/frames/{step:06d}.npy", f"step {step:,}") for step in steps]
    waiting = "The first picture comes as soon as the method has one."
    return Pane(job.title, stops, live=True, waiting=waiting)
