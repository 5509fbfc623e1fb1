"""A map that is being made: its progress, and its picture while it moves."""

from __future__ import annotations

import streamlit as st

from core.embeddings import EmbeddingSet, find_embedding_set
from core.errors import EmbeddingSetBroken, UnknownName
from core.jobs.jobs import BROKEN, JobState, jobs
from pages.components.point_map import Pane, Stop, point_map
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.follow_job import follow_job
from pages.shared.job_strip import job_strip
from pages.shared.plain import quoted

EVERY = 1.0


def draw_job() -> bool:
    """The job that the address names; whether the page has nothing else to show.

    As soon as its map is there the address is that of the map.
    """
    name = st.query_params.get("job")
    if name is None:
        return False
    try:
        job = jobs().state(name)
    except UnknownName:
        st.warning(f"There is no job {quoted(name)} any more.")
        st.query_params.pop("job", None)
        return False
    if job.state == BROKEN:
        st.error(job.message, icon=":material/broken_image:")
        st.query_params.pop("job", None)
        return False
    if job.state == "done" or _is_there(job):
        _show(*made(job))
        return False
    st.query_params["job"] = name  # said again: what a run says before it starts anew may be lost
    with explained():
        follow_job(job, _draw, every=EVERY, stage=_is_there)
    return True


def _show(embedding_set: str, found: str) -> None:
    """Turn the address into that of a map."""
    st.query_params.clear()
    st.query_params["cloud"] = embedding_set
    st.query_params["map"] = found


def _draw(job: JobState) -> None:
    job_strip(job, key=f"map-job-{job.job}", link=False)
    embedding_set = _embedding_set(job)
    if embedding_set is not None:
        page_link("map", "Back to the existing maps", cloud=embedding_set.name)
        point_map(embedding_set, [_pane(embedding_set, job)], key=f"map-live-{job.job}")


def made(job: JobState) -> tuple[str, str]:
    """The embedding set and the map that a finished job made."""
    return str(job.about["cloud"]), str(job.about["map"])


def _is_there(job: JobState) -> bool:
    """Whether its map can be looked at: what is known of the points may still be on its way."""
    embedding_set = _embedding_set(job)
    return embedding_set is not None and embedding_set.map(str(job.about["map"])) is not None


def _embedding_set(job: JobState) -> EmbeddingSet | None:
    """The job's embedding set, as soon as it is there."""
    try:
        return find_embedding_set(str(job.about.get("cloud")))
    except (EmbeddingSetBroken, UnknownName):
        return None


def _pane(embedding_set: EmbeddingSet, job: JobState) -> Pane:
    name = str(job.about["map"])
    folder = embedding_set.folder / "maps" / name / "frames"
    steps = sorted(int(path.stem) for path in folder.glob("[0-9]*.npy"))
    stops = [Stop(f"maps/{name}/frames/{step:06d}.npy", f"step {step:,}") for step in steps]
    waiting = "The first picture appears as soon as the method has one."
    return Pane(job.title, stops, live=True, waiting=waiting)
