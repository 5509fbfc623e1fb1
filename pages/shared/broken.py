"""What cannot be read: runs, points, people's own images and studies, why, and a way to delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.data.own import broken_own, delete_own
from core.embeddings.embedding_set import broken_embedding_sets, delete_embedding_set
from core.errors import EmbedscopeError
from core.jobs.jobs import jobs
from core.runs.find import broken_runs, delete_run
from core.studies.study import broken_studies

REFUSED = "broken-refused"


@dataclass(frozen=True)
class _Thing:
    kind: str
    name: str
    reason: str
    delete: Callable[[str], None] | None
    """None for what was shipped: it is not a person's own."""
    remedy: str = "shipped: `git checkout -- checkpoints` brings it back"


def draw_broken() -> None:
    """A list of all that is broken, each with its reason; nothing where all is whole."""
    found = _things()
    if not found:
        return
    title = f"{len(found)} items cannot be read" if len(found) > 1 else "One item cannot be read"
    with st.expander(f"{title}: left out elsewhere", icon=":material/broken_image:"):
        for number, thing in enumerate(found):
            _draw(thing, key=f"broken-{number}")
        if REFUSED in st.session_state:
            st.error(st.session_state.pop(REFUSED))


def _things() -> list[_Thing]:
    listed = {job.job for job in jobs().all()}  # as jobs they stand in the list above
    runs = [
        _Thing("run", one.name, one.reason, delete_run if one.own else None)
        for one in broken_runs()
        if not (one.own and one.name.split("/")[0] in listed)
    ]
    points = [
        _Thing("points", *each, delete_embedding_set) for each in broken_embedding_sets().items()
    ]
    images = [_Thing("images", *each, delete_own) for each in broken_own().items()]
    studies = [_Thing("study", *each, None, "") for each in broken_studies().items()]
    return [*runs, *points, *images, *studies]


def _draw(thing: _Thing, *, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(thing.kind, color="red", width="content")
        st.text(thing.reason, width="stretch")
        if thing.delete is None:
            st.caption(thing.remedy, width="content")
            return
        with st.popover("Delete", icon=":material/delete:", type="tertiary"):
            st.text(f"{thing.name} is removed from the disk.")
            st.button("Delete for good", key=key, on_click=_delete, args=(thing,))


def _delete(thing: _Thing) -> None:
    """A callback: it acts before the list is drawn again."""
    try:
        if thing.delete is not None:
            thing.delete(thing.name)
    except (EmbedscopeError, OSError) as error:
        st.session_state[REFUSED] = f"{thing.name} could not be deleted: {error}"
