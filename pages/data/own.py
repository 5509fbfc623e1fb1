"""One's own images on the page Data: bring, rename, replace and delete them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.data.own import OwnSet, delete_own, rename_own, replace_own
from core.data.versions import Version, delete_version, rename_version, versions_of
from core.diagnosis.kept_checks import forget_check
from core.errors import BadRecipe
from core.jobs.using import job_using
from core.label_repair.kept import forget_queue
from pages.shared.bring_images import HOW, bring_images, told
from pages.shared.delete_button import delete_button
from pages.shared.errors import explained
from pages.shared.plain import plain

TOLD = "own-told"


def tell() -> None:
    """What came of the last upload, once."""
    if said := st.session_state.pop(TOLD, ""):
        st.success(plain(said), icon=":material/check:")


def bring() -> None:
    """The fields that take a new data set."""
    st.caption(HOW)
    with explained():
        taken = bring_images("own")
        if taken is not None:
            st.session_state[TOLD] = told(taken)
            st.rerun()


def draw_controls(known: OwnSet) -> None:
    """Rename, replace, delete."""
    _rename(known.name, known.title, rename_own)
    _replace(known)
    words = (
        "Removes the list and what was uploaded; a folder on the server and runs that learned "
        "from it stay."
    )
    delete_button(known.name, _delete, words, key=f"delete-{known.name}")


def draw_version_controls(known: Version) -> None:
    """Rename, delete."""
    _rename(known.name, known.title, rename_version)
    words = (
        "Forgets these corrections; the images, the decisions and runs that learned from it stay."
    )
    delete_button(known.name, _delete_version, words, key=f"delete-{known.name}")


def _rename(name: str, now: str, rename: Callable[[str, str], None]) -> None:
    key = f"rename-{name}"
    renaming = st.popover("Rename", icon=":material/edit:", type="tertiary")
    with renaming, st.form(key, border=False):
        title = st.text_input("Name", now, max_chars=80, key=f"{key}-title")
        if st.form_submit_button("Rename"):
            with explained():
                rename(name, title)
                st.rerun()


def _replace(known: OwnSet) -> None:
    with st.popover("Replace", icon=":material/sync:", type="tertiary"):
        st.caption(
            "Other images under the same name, all looked at before anything changes. Earlier "
            f"runs go on naming the earlier ones ({known.name})."
        )
        with explained():
            taken = bring_images(f"replace-{known.name}")
            if taken is not None:
                _check_free(known.name)
                _check_alone(known.name)
                forget_queue(known.name)
                replace_own(known.name, taken.known.name)
                forget_check(known.name)
                st.session_state[TOLD] = f"Replaced. {told(taken)}"
                st.rerun()


def _delete(name: str) -> None:
    _check_free(name)
    _check_alone(name)
    forget_queue(name)  # its pictures; it is found by the set's name
    delete_own(name)
    forget_check(name)


def _delete_version(name: str) -> None:
    _check_free(name)
    forget_queue(name)
    delete_version(name)
    forget_check(name)


def _check_alone(name: str) -> None:
    if made := versions_of(name):
        raise BadRecipe(f"{made[0].title} shows these images with other labels. Delete it first.")


def _check_free(name: str) -> None:
    if busy := job_using(name):
        raise BadRecipe(f"{busy} still needs these images. Stop it first, or let it finish.")
