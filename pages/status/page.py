"""Is the server well? Its queue, processes, memory, disk, versions, and what failed last."""

from __future__ import annotations

import time

import streamlit as st

from core.access import Action, access
from core.access.people import people
from core.access.quota import kept_by
from core.defects import newest
from core.jobs.dispatcher import AT_ONCE
from core.jobs.fair import places, told
from core.jobs.jobs import RUNNING, LocalJobs
from core.paths import runs_folder
from pages.serving import machine, process
from pages.serving.processes import processes
from pages.shared.allowed import why_not
from pages.shared.catalogue import page_link
from pages.shared.errors import explained
from pages.shared.header import header
from pages.shared.html_table import html_table
from pages.shared.job_strip import duration, progress_text
from pages.status.report import report

TITLE = "Status"
GROUP = "Library"
ORDER = 9
ICON = ":material/monitor_heart:"
ADMINS = True
"""Whether only who sees to the server finds it in the navigation."""

EVERY = 5.0
HOW_TO_READ = """
The **web** process answers pages; the **models** process holds the nets, answers photos and is
started again when it dies; each **job** has a process of its own. Memory is what a process holds in
RAM (resident set size); processes share some of it, so the sum is too large.

**Trap.** One look tells little: a server is unwell where memory, threads or open files keep
climbing while as many people as before are at work. `/metrics` has the same figures for Prometheus.
"""


def draw() -> None:
    """All of it, looked at again every few seconds."""
    with explained():
        _processes()
        _queue()
        _disk()
        _errors()


def _processes() -> None:
    st.subheader("Processes", anchor=False)
    html_table(
        ["Process", "Memory", "Threads", "Open files", "Up for"],
        [
            [
                f"{one.role} ({one.pid})",
                f"{one.megabytes:,.0f} MB",
                f"{one.threads}",
                f"{one.files}" if one.files >= 0 else "",
                duration(one.seconds),
            ]
            for one in processes()
        ],
    )
    models = process.current()
    if models is None:
        said = "This page runs without the server's models process."
    elif models.ready:
        again = models.starts - 1
        said = "The models answer." + (f" They were started again {again} times." if again else "")
    else:
        said = "The models are not up: they start with the first page, or with the first photo."
    st.caption(f"{said} A job's process that waits is warm: it has its libraries loaded.")


def _queue() -> None:
    st.subheader("Queue", anchor=False)
    known = LocalJobs(runs_folder())
    place = places(known, at_once=AT_ONCE)
    busy = [job for job in reversed(known.open()) if job.unfinished]
    if not busy:
        st.caption("Nothing is training or waiting.")
        page_link("triplet_lab", "Start a race")
        return
    waiting = [
        [
            job.kind,
            job.owner or "nobody",
            told(place[job.job]) if job.job in place else job.state,
            progress_text(job) if job.state == RUNNING else "",
        ]
        for job in busy
    ]
    html_table(["Job", "Of", "State", "Progress"], waiting)
    st.caption(
        f"{AT_ONCE} run at once (`EMBEDSCOPE_JOBS`), one person after the other. When one starts "
        "is told from the time left of those before it, and from how long such jobs took."
    )


def _disk() -> None:
    st.subheader("Disk", anchor=False)
    held, free = machine.disk()
    html_table(["Folder", "Held"], [[one.name, f"{one.megabytes:,.0f} MB"] for one in held])
    most = access().quota.megabytes
    st.caption(
        f"{free / 1000:,.1f} GB are free where runs are kept. Added up once a minute; "
        "`python -m core clean --dry-run` says what could go."
    )
    if most is not None and (names := list(people())):
        html_table(
            ["Person", "Keeps", "May keep"],
            [[name, f"{kept_by(name) / 1e6:,.0f} MB", f"{most:,} MB"] for name in names],
        )


def _errors() -> None:
    st.subheader("What failed last", anchor=False)
    found = newest()[:20]
    if not found:
        st.caption("Nothing. A defect gets a number, which whoever met it is told and the log has.")
        return
    html_table(
        ["Number", "When", "Where", "What", "Line"],
        [[one.id, one.time, one.where, one.kind, one.line] for one in found],
    )
    st.caption("The log has each with its traceback (`EMBEDSCOPE_LOG=json`, or a file).")


def _around() -> None:
    st.subheader("Versions", anchor=False)
    html_table(["What", "Version"], [[name, of] for name, of in machine.versions().items()])
    st.download_button(
        "Download as JSON",
        report,
        file_name=f"embedscope-status-{time.strftime('%Y%m%d-%H%M')}.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption("For a report of a defect. It names no person, no secret and no home folder.")


header(TITLE, "Is the server well: what is it at, what does it use, what failed?", HOW_TO_READ)
if why := why_not(Action.MANAGE):
    st.info(why, icon=":material/lock:")
else:
    st.fragment(draw, run_every=EVERY)()
    with explained():
        _around()
