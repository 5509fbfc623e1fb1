"""One's own images on the page Data: bring, rename, replace and delete them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.access.owner import owner_of
from core.data.own import OwnSet, delete_own, rename_own, sweep_stages
from core.data.versions import (
    Version,
    check_alone,
    delete_version,
    rename_version,
)
from core.diagnosis.kept_checks import forget_check
from core.errors import BadRecipe
from core.jobs.using import job_using
from core.label_repair.kept import forget_queue
from core.paths import own_folder
from pages.shared.bring_images import HOW, bring_images, brought
from pages.shared.delete_button import delete_button
from pages.shared.errors import explained
from pages.shared.plain import plain


def tell() -> None:
    """What came of the images that were brought, once."""
    if done := brought():
        again = "Replaced. " if done.about["replaces"] else ""
        st.success(plain(f"{again}{done.about['told']}"), icon=":material/check:")


def bring() -> None:
    """The fields that take a new data set."""
    st.caption(HOW)
    with explained():
        sweep_stages()
        bring_images("own")


def draw_controls(known: OwnSet) -> None:
    """Rename, replace, delete."""
    _rename(known.name, known.title, rename_own)
    _replace(known)
    words = (
        "Removes the list and what was uploaded; a folder on the server and runs that learned "
        "from it stay."
    )
    delete_button(
        known.name,
        _delete,
        words,
        key=f"delete-{known.name}",
        owner=owner_of(own_folder() / known.name),
    )


def draw_version_controls(known: Version) -> None:
    """Rename, delete."""
    _rename(known.name, known.title, rename_version)
    words = (
        "Forgets these corrections; the images, the decisions and runs that learned from it stay."
    )
    delete_button(
        known.name,
        _delete_version,
        words,
        key=f"delete-{known.name}",
        owner=owner_of(own_folder() / known.name),
    )


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
            bring_images(f"replace-{known.name}", replaces=known.name)


def _delete(name: str) -> None:
    _check_free(name)
    check_alone(name)
    forget_queue(name)  # its pictures; it is found by the set's name
    delete_own(name)
    forget_check(name)


def _delete_version(name: str) -> None:
    _check_free(name)
    forget_queue(name)
    delete_version(name)
    forget_check(name)


def _check_free(name: str) -> None:
    if busy := job_using(name):
        raise BadRecipe(f"{busy} still needs these images. Stop it first, or let it finish.")
