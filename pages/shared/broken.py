"""What cannot be read: runs, points, people's own images and studies, why, and a way to delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from core.data.own import broken_own, delete_own
from core.data.versions import broken_versions, delete_version
from core.embeddings.embedding_set import broken_embedding_sets, delete_embedding_set
from core.jobs.jobs import jobs
from core.runs.find import broken_runs, delete_run
from core.studies.study import broken_studies
from pages.shared.delete_button import delete_button


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


def _things() -> list[_Thing]:
    listed = set(jobs().names())  # as jobs they stand in the list above
    runs = [
        _Thing("run", one.name, one.reason, delete_run if one.own else None)
        for one in broken_runs()
        if not (one.own and one.name.split("/")[0] in listed)
    ]
    points = [
        _Thing("points", *each, delete_embedding_set) for each in broken_embedding_sets().items()
    ]
    images = [_Thing("images", *each, delete_own) for each in broken_own().items()]
    images += [_Thing("images", *each, delete_version) for each in broken_versions().items()]
    studies = [_Thing("study", *each, None, "") for each in broken_studies().items()]
    return [*runs, *points, *images, *studies]


def _draw(thing: _Thing, *, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(thing.kind, color="red", width="content")
        st.text(thing.reason, width="stretch")
        if thing.delete is None:
            st.caption(thing.remedy, width="content")
            return
        delete_button(thing.name, thing.delete, f"{thing.name} is removed from the disk.", key=key)
