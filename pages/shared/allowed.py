"""What who looks at this page may not do: a dead button that says why."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.access import Action, Thing, refusal, who
from core.jobs.guarded import thing_of
from core.jobs.job_state import JobState


def why_not(action: Action, thing: Thing | JobState | None = None) -> str:
    """Why they may not, in a sentence; "" where they may, as everybody on their own machine."""
    return refusal(who(), action, thing_of(thing) if isinstance(thing, JobState) else thing)


def dead_if(why: str) -> dict[str, Any]:
    """For a button or a field: dead, with the reason in its help, where there is one."""
    return {"disabled": True, "help": why} if why else {}


def train_button(label: str, **about: Any) -> bool:
    """A button that starts a job: `st.button`, dead for who may start none."""
    return bool(st.button(label, **{**about, **dead_if(why_not(Action.TRAIN))}))


def path_field(place: Any, label: str, *, key: str) -> str:
    """A field for a path on the server, dead where none may be read; what was typed, else ""."""
    typed = place.text_input(label, key=key, **dead_if(why_not(Action.READ_PATH)))
    return str(typed or "")


def tell_if(why: str) -> bool:
    """Say in a line why what stands here is dead; whether it is."""
    if why:
        st.caption(f":material/lock: {why}")
    return bool(why)
