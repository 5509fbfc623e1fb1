"""One job as a strip: name, state, a bar, the time left, and what can be done about it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import streamlit as st

from core.access import Action, who
from core.errors import EmbedscopeError
from core.jobs.cluster import asked_address
from core.jobs.dispatcher import AT_ONCE
from core.jobs.fair import places, told
from core.jobs.jobs import BROKEN, DONE, JobState, LocalJobs, jobs
from core.jobs.kinds import CHECK, GET, MAP, PROBE, REPAIR, SWEEP, TAKE, TRAIN
from core.jobs.order import holding
from core.paths import runs_folder
from core.recipes.kinds import DEFAULT
from core.recipes.repeats import are_repeats
from core.studies.study import studies
from core.studies.transfer import STUDY, is_transfer
from core.studies.unseen_class import is_study
from pages.shared.allowed import dead_if, why_not
from pages.shared.catalogue import page_link
from pages.shared.nodes import send_button
from pages.shared.plain import plain
from pages.shared.private import draw_switch
from pages.shared.processes import can_be_changed, in_words, processes_control

CLASSIFY = "classify"
ACTIONS = {"cancel": Action.STOP, "resume": Action.RESUME, "delete": Action.DELETE}
COLOURS: dict[str, Literal["gray", "blue", "green", "red", "orange"]] = {
    "queued": "gray",
    "running": "blue",
    "done": "green",
    "cancelled": "gray",
    "failed": "red",
    "interrupted": "orange",
    "broken": "red",
}


def job_strip(
    job: JobState, *, key: str, controls: bool = True, link: bool = True, listed: bool = False
) -> None:
    """Draw a job; with `controls` also stop, resume, rename and delete, with `link` the way to its
    results. Keep it in a fragment. It is as high at its end as before, unless it is one of many
    that are `listed`.
    """
    with st.container(border=True, key=key):
        short = listed and job.state == DONE
        done = progress_text(job) if short else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(job.title)}**", width="content")
            st.badge(job.state, color=COLOURS.get(job.state, "gray"), width="content")
            st.caption(
                " · ".join(
                    filter(
                        None, (job.owner, when(job), lanes(job), in_words(job), _where(job), done)
                    )
                ),
                width="stretch",
            )
        said = plain(job.message)
        if job.state != BROKEN and not short:
            going = f" · {said}" if said and job.unfinished else ""
            st.progress(share(job), text=f"{progress_text(job)}{going}")
        if said and not job.unfinished:
            st.caption(said)
        if controls:
            _controls(job, key, link=link)
            if f"{key}-refused" in st.session_state:
                st.error(st.session_state[f"{key}-refused"])


def share(job: JobState) -> float:
    """How much of the job is done, 0 to 1."""
    return min(max(job.step / job.steps, 0.0), 1.0) if job.steps else 0.0


def progress_text(job: JobState) -> str:
    """Such as "step 120 of 300 · 41 s · 1 min 2 s left"."""
    done = f"{share(job):.0%}" if job.kind != TRAIN else f"step {job.step:,} of {job.steps:,}"
    parts = [done if job.steps else "waiting for the first step"]
    if job.state == "queued":
        parts.append(_waits(job))
    if job.seconds:
        parts.append(duration(job.seconds))
    if job.state == "running" and job.left is not None:
        parts.append(f"{duration(job.left)} left")
    return " · ".join(parts)


def _waits(job: JobState) -> str:
    """What a queued job waits for."""
    if before := holding(job, jobs()):
        return f"first, “{before.title}”: {progress_text(before)}"
    if asked_address():
        return f"in the queue for {job.wants.node}" if job.wants.node else "in the queue"
    place = places(LocalJobs(runs_folder()), at_once=AT_ONCE).get(job.job)
    return told(place) if place else "about to start"


def duration(seconds: float) -> str:
    """Such as "41 s", "1 min 2 s" or "3 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def when(job: JobState) -> str:
    """The minute in which it was submitted, in the server's time zone."""
    return f"{datetime.fromisoformat(job.created).astimezone():%Y-%m-%d %H:%M}"


def lanes(job: JobState) -> str:
    """What is trained: the run's name, or those of a race; or what is mapped."""
    if job.kind == MAP:
        return f"map of {job.about.get('cloud', 'points in preparation')}"
    if job.kind == PROBE:
        return f"probes of {job.about['run']}"
    if job.kind in (GET, CHECK, TAKE, REPAIR):
        return "data set"
    if job.kind == SWEEP:
        return "sweep"
    names = ", ".join(run.name for run in job.runs)
    if job.state == BROKEN:
        return ""
    if len(job.runs) == 1:
        return names
    repeats = are_repeats([run.recipe() for run in job.runs[:2]])
    return f"{len(job.runs)} runs: {names}" if repeats else f"race of {len(job.runs)}: {names}"


def _where(job: JobState) -> str:
    return f"on {job.node}" if job.node else ""


def _controls(job: JobState, key: str, *, link: bool) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if job.state in ("queued", "running"):
            _stop(job, key)
        if job.state in ("cancelled", "failed", "interrupted"):
            _act("Resume", "resume", job, key, icon=":material/play_circle:")
        if job.state in ("queued", "cancelled", "failed", "interrupted"):
            send_button(job, key)
        if can_be_changed(job):
            _resume_with(job, key)
        if link and job.state != BROKEN:
            _results(job)
        if job.state != BROKEN:
            _rename(job, key)
            draw_switch(job, key)
        if job.state not in ("queued", "running"):
            dead = dead_if(why_not(Action.DELETE, job))
            with st.popover("Delete", icon=":material/delete:", type="tertiary", **dead):
                kept = "The job leaves the list; what it made stays."
                gone = "The run and all its files go from the disk."
                st.markdown(gone if job.kind in (TRAIN, SWEEP) else kept)
                _act("Delete for good", "delete", job, key, icon=":material/delete:")


def _results(job: JobState) -> None:
    if job.kind == SWEEP:
        page_link("train", "Open the sweep", sweep=job.job)
    elif job.kind != TRAIN:
        if job.state == DONE:
            _made(job)
    elif STUDY in studies() and is_transfer(studies()[STUDY], job.runs):
        page_link("transfer", "Open the four runs", race=job.job)
    elif is_study(job.runs):
        page_link("unseen_class", "Open the classes", job=job.job)
    elif job.task == CLASSIFY:
        page_link("train", "Open the run", job=job.job)
    elif job.task != DEFAULT:
        return  # no page shows its results by the job's name
    elif len(job.runs) > 1:
        page_link("triplet_lab", "Open the race", race=job.job)
    elif job.state == "done":
        page_link("map", "Open on the map", checkpoint=job.job)


def _made(job: JobState) -> None:
    """The way to what a job made that trained nothing."""
    about = job.about
    if job.kind == MAP:
        page_link("map", "Open the map", cloud=about["cloud"], map=about["map"])
    elif job.kind == PROBE:
        page_link("inside_network", "Open the layers", run=about["run"], view="layers")
    elif job.kind == CHECK:
        page_link("data", "Open the findings", check=about["data"])
    elif job.kind == TAKE:
        page_link("data", "Open the page Data")
    elif job.kind == REPAIR:
        page_link("label_repair", "Open the queue", data=about["data"])


def _rename(job: JobState, key: str) -> None:
    dead = dead_if(why_not(Action.RENAME, job))
    renaming = st.popover("Rename", icon=":material/edit:", type="tertiary", **dead)
    with renaming, st.form(f"{key}-rename", border=False):
        st.text_input("Name", job.title, max_chars=80, key=f"{key}-title")
        st.form_submit_button("Rename", on_click=_renamed, args=(job.job, key))


def _renamed(job: str, key: str) -> None:
    title = st.session_state[f"{key}-title"].strip()
    if title:
        _done("rename", job, key, title)


def _resume_with(job: JobState, key: str) -> None:
    name = f"{key}-processes"
    dead = dead_if(why_not(Action.RESUME, job))
    asking = st.popover("Resume with", icon=":material/call_split:", type="tertiary", **dead)
    with asking, st.form(f"{name}-form", border=False):
        processes_control(job.processes, key=name)
        st.form_submit_button("Resume with so many", on_click=_resumed_with, args=(job.job, key))


def _resumed_with(job: str, key: str) -> None:
    _done("resume", job, key, st.session_state[f"{key}-processes"])


def _stop(job: JobState, key: str) -> None:
    """The button; it asks first where somebody else started the job, or another browser."""
    why, me, icon = why_not(Action.STOP, job), who(), ":material/stop_circle:"
    theirs = job.owner != me.name or job.browser != me.browser
    if why or not theirs:
        _act("Stop", "cancel", job, key, icon=icon)
        return
    with st.popover("Stop", icon=icon, type="tertiary"):
        whose = f"{job.owner} started it" if job.owner else "It was not started in this browser"
        st.text(f"{whose}. It can be resumed later.")
        _act("Stop it", "cancel", job, key, icon=icon)


def _act(label: str, verb: str, job: JobState, key: str, *, icon: str) -> None:
    st.button(
        label,
        key=f"{key}-{verb}",
        icon=icon,
        type="tertiary",
        on_click=_done,
        args=(verb, job.job, key),
        **dead_if(why_not(ACTIONS[verb], job)),
    )


def _done(verb: str, job: str, key: str, *more: str | int) -> None:
    """A callback: it acts before the strip is drawn again, which then shows what came of it."""
    st.session_state.pop(f"{key}-refused", None)
    try:
        getattr(jobs(), verb)(job, *more)
    except EmbedscopeError as error:
        st.session_state[f"{key}-refused"] = str(error)
