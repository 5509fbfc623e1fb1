"""The one switch of a run where people sign in: only its owner's and admins', or everybody's."""

from __future__ import annotations

import streamlit as st

from core.access import Action, access, who
from core.errors import EmbedscopeError
from core.jobs.jobs import JobState, jobs
from core.jobs.kinds import SWEEP, TRAIN
from pages.shared.allowed import dead_if, why_not

ASKED = "private-asked"
ABOUT = "Only you and admins see it, on every page. The switch on its line in Live changes that."


def draw_private(key: str) -> None:
    """Beside a start button: whether what it starts is private. Nothing where nobody signs in."""
    if access().mode.sign_in and not why_not(Action.TRAIN):
        st.toggle("Private", access().private_runs, key=f"private-{key}", help=ABOUT)


def take_private(key: str) -> None:
    """In the callback of that button: keep what the switch says for `asked_private`."""
    st.session_state[ASKED] = st.session_state.get(f"private-{key}")


def asked_private() -> bool | None:
    """What was said at the button that was just pressed; None where nobody was asked."""
    said = st.session_state.get(ASKED)
    return None if said is None else bool(said)


def draw_switch(job: JobState, key: str) -> None:
    """The switch of a job that trains, as it stands; dead for whoever may not change it."""
    if not access().mode.sign_in or job.kind not in (TRAIN, SWEEP) or not job.owner:
        return
    st.toggle(
        "Private",
        job.private,
        key=f"{key}-private-{job.private}",
        on_change=_changed,
        args=(job.job, not job.private),
        **(dead_if(why_not(Action.SHARE, job)) or {"help": _about(job)}),
    )


def _about(job: JobState) -> str:
    whose = "you" if job.owner == who().name else job.owner
    return f"On: only {whose} and admins see this run and what was made of it."


def _changed(job: str, private: bool) -> None:
    """A callback."""
    try:
        jobs().share(job, private=private)
    except EmbedscopeError as error:
        st.toast(str(error), icon=":material/error:")
