"""Somebody's own images, in an archive, a table or a folder, brought as a data set by a job."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.access import Action
from core.access.roots import allowed_path
from core.data.own_division import Division
from core.embeddings.uploads.brought import Seen
from core.embeddings.uploads.classes import look_at
from core.errors import EmbedscopeError, UnknownName
from core.jobs.jobs import DONE, FAILED, JobState, jobs, newest
from core.jobs.kinds import TAKE
from core.jobs.kinds.take_data import described, uploads_folder
from pages.shared.allowed import path_field, tell_if, why_not
from pages.shared.follow_job import follow_job
from pages.shared.job_strip import job_strip
from pages.shared.kept_upload import gone_if_refused, kept_upload
from pages.shared.plain import plain

LARGEST = 200  # MB
FOLLOWED = "bring-followed"
ENDINGS = ["zip", "tar", "gz", "tgz", "bz2", "xz", "parquet"]
HOW = (
    "A zip, tar or Hugging Face Parquet, or a folder or table of paths on the server, with a "
    "**folder for each class** or a `metadata.csv` (file_name, label): two or more classes, ten "
    "images or more each (JPEG, PNG, WebP, …), 5,000 at most. *Train*, *val* and *test* folders, "
    "or a column *split*, are kept; else three in ten become test images. They stay on this "
    "machine until you delete them."
)
DRAWN, UNSEEN = "images of each class", "whole classes, unseen in training"


def brought() -> JobState | None:
    """The job that this visit waited for, once it is done; only once."""
    name = st.session_state.get(FOLLOWED, "")
    try:
        job = jobs().state(name) if name else None
    except UnknownName:  # it was deleted
        job = None
    if job is None or job.unfinished:
        return None
    del st.session_state[FOLLOWED]
    return job if job.state == DONE else None


def bring_images(key: str, *, replaces: str = "") -> None:
    """The fields, and in their place the job that they start, until it is done.

    `replaces` is the data set that gives way. Raises BadUpload, BadRecipe, NotWritten.
    """
    if tell_if(why_not(Action.BRING)):
        return
    job = newest(TAKE, replaces=replaces)
    if job is not None and job.unfinished:
        st.session_state[FOLLOWED] = job.job
        follow_job(job, _draw)
        return
    if job is not None and job.state == FAILED:
        _draw_failed(job)
    elif job is not None and job.state != DONE:
        follow_job(job, _draw)
    _fields(key, replaces)


def _fields(key: str, replaces: str) -> None:
    """What is brought, what a look at it tells, and the button."""
    first, second = st.columns(2)
    count = st.session_state.get(f"{key}-count", 0)
    again = f"-{count}" if count else ""
    given = first.file_uploader(
        "Zip, tar or Parquet", type=ENDINGS, max_upload_size=LARGEST, key=f"{key}-file{again}"
    )
    place = path_field(second, "Or a folder or file on the server", key=f"{key}-path{again}")
    if given is None and not place.strip():
        return
    path = allowed_path(place) if given is None else kept_upload(given, uploads_folder())
    name, about = path.name if given is None else given.name, path.stat()
    with gone_if_refused(*([] if given is None else [path])):
        seen = _seen(path, name, (about.st_size, about.st_mtime_ns))
    counted = "" if seen.count is None else f"{seen.count:,} images by their names. "
    columns = f"Columns: {', '.join(seen.choices)}." if seen.choices else "Folders are the classes."
    st.caption(plain(f"{name}: {counted}{columns}"))
    label, division = _options(key, seen.choices)
    if st.button("Bring these images", type="primary", icon=":material/upload:", key=f"{key}-go"):
        told = described(path, name, label=label, division=division, replaces=replaces)
        jobs().start(TAKE, told, title=f"Bring {name}")
        st.session_state[f"{key}-count"] = count + 1  # the fields are empty again
        st.rerun()


@st.cache_data(max_entries=16, show_spinner="Looking at the file …")
def _seen(path: Path, name: str, stamp: tuple[int, int]) -> Seen:
    """A look at the file, once for as long as it does not change; raises BadUpload."""
    del stamp
    return look_at(path, name)


def _options(key: str, columns: tuple[str, ...]) -> tuple[str | None, Division]:
    """The columns of the classes, the splits and the groups, and how test images are drawn."""
    label = split = group = None
    if columns:
        first, second, third = st.columns(3)
        label = first.selectbox(
            "Column with the classes",
            columns,
            index=None,
            placeholder="Told by the columns' names",
            key=f"{key}-label",
            help="By itself a column called label or class, else the folders.",
        )
        split = second.selectbox(
            "Column with train and test",
            columns,
            index=None,
            placeholder="Told by the columns' names",
            key=f"{key}-split",
            help="By itself a column called split, or folders called train and test.",
        )
        group = third.selectbox(
            "Keep together",
            columns,
            index=None,
            placeholder="Nothing",
            key=f"{key}-group",
            help="A column such as patient or person: none of its groups stands on both sides.",
        )
    first, second = st.columns([2, 1])
    how = first.selectbox(
        "Test on",
        [DRAWN, UNSEEN],
        key=f"{key}-how",
        help="Unseen classes measure an embedding: can it tell apart what it never learned? "
        "Folders or a column that say train and test go before images drawn from each class.",
    )
    seed = second.number_input("Seed", 0, 2**31 - 1, 0, key=f"{key}-seed")
    return label, Division(unseen=how == UNSEEN, group=group, seed=int(seed), split=split)


def _draw(job: JobState) -> None:
    job_strip(job, key=f"take-{job.job}", link=False)


def _draw_failed(job: JobState) -> None:
    """Why the images were not taken, until it is dismissed or others are brought."""
    st.error(plain(job.message), icon=":material/error:")
    st.button("Dismiss", key=f"dismiss-{job.job}", on_click=_dismiss, args=(job.job,))


def _dismiss(job: str) -> None:
    """A callback."""
    try:
        jobs().delete(job)
    except EmbedscopeError:  # gone already
        return
