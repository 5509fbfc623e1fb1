"""A data set that is missing: one press fetches it, and the page goes on when it is here."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from core import data
from core.data.catalogue import command_to_get, entry, how_to_get
from core.errors import EmbedscopeError
from core.jobs.jobs import DONE, JobState, jobs, newest
from core.jobs.kinds import GET
from core.jobs.kinds.get_data import MEGABYTE, described, is_wanted
from pages.shared.allowed import train_button
from pages.shared.follow_job import follow_job
from pages.shared.job_strip import job_strip

REFUSED = "get-data-refused"


def offer_data(name: str, why: str = "") -> None:
    """Where the data set `name` is not here and can be fetched: `why` one would, and the button.

    While the job runs, or where it ended without the data, the job instead; nothing otherwise.
    """
    if not is_wanted(name):
        return
    job = newest(GET, data=name)
    if job is not None and job.state != DONE:
        follow_job(job, _draw)
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(why or f"{data.title(name)} is not on this machine.", width="stretch")
        train_button(
            label(name),
            key=f"get-{name}",
            icon=":material/download:",
            on_click=_start,
            args=(name,),
        )
    if REFUSED in st.session_state:
        st.error(st.session_state.pop(REFUSED))


def offer_or_tell(name: str, why: str) -> None:
    """Where the data set `name` is missing: `why` it is wanted, with the button, or with how it
    comes here where nothing can fetch it.
    """
    if is_wanted(name):
        offer_data(name, why)
    else:
        st.info(f"{why} {how_to_get(entry(name))}", icon=":material/download:")


def without_command(text: str) -> tuple[str, str | None]:
    """A sentence of `core` without the command that fetches a data set, and that data set: a page
    has a button for it. None where the sentence names no such command.
    """
    for name in data.names():
        command = command_to_get(entry(name))
        if command and command in text:
            return " ".join(text.replace(command, " ").split()), name
    return text, None


def label(name: str) -> str:
    """Such as "Get Fashion-MNIST (31 MB)"."""
    return label_of_all([name])


def label_of_all(names: Iterable[str]) -> str:
    """Such as "Get Fashion-MNIST (31 MB) and MNIST (12 MB)"."""
    return f"Get {' and '.join(map(_sized, names))}"


def _sized(name: str) -> str:
    size = int(entry(name).constants.get("BYTES", 0))
    return data.title(name) + (f" ({size / MEGABYTE:.0f} MB)" if size else "")


def fetching(names: Iterable[str]) -> list[str]:
    """The jobs that fetch these data sets: those under way, else new ones."""
    return [_under_way(name) or _fetch(name) for name in names]


def _under_way(name: str) -> str:
    job = newest(GET, data=name)
    return job.job if job is not None and job.unfinished else ""


def _fetch(name: str) -> str:
    return jobs().start(GET, described(name), title=label(name))


def _draw(job: JobState) -> None:
    job_strip(job, key=f"get-{job.job}", link=False)


def _start(name: str) -> None:
    """A callback."""
    try:
        _fetch(name)
    except (EmbedscopeError, OSError) as error:
        st.session_state[REFUSED] = str(error)
