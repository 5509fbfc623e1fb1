"""Which images are here, what do they look like, and how do the others come onto this machine?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.access import Action
from core.data import listing, own
from core.data.catalogue import called, class_count, entry, fetchable, find, needs_classes
from core.data.fetch import removable, remove
from core.data.versions import Version, all_versions
from core.diagnosis.kept_checks import forget_check
from core.errors import RunBroken
from core.label_repair.kept import forget_queue
from core.runs.find import finished_runs
from core.runs.run import Run
from pages.data.card import (
    classes_of,
    classes_table,
    count_words,
    draw_pictures,
    place_words,
    users_of,
)
from pages.data.check import draw_check
from pages.data.own import bring, draw_controls, draw_version_controls, tell
from pages.shared.baselines import draw_measured
from pages.shared.catalogue import page_link
from pages.shared.delete_button import delete_button
from pages.shared.errors import explained
from pages.shared.folded import folded
from pages.shared.get_data import offer_data
from pages.shared.header import header
from pages.shared.plain import plain

TITLE = "Data"
GROUP = "Library"
ORDER = 1
ICON = ":material/photo_library:"

HOW_TO_READ = """
A net learns from the *training* images; the *test* images only measure it. The pictures are test
images, evenly spaced through the file.

**Traps.** A net that scores well may only know this set: its backgrounds, cameras and wrong labels.
Images in both splits flatter it: *Check* counts them, exact and near copies apart, and measures
what plain pixels reach **without a net**: the nearest training image and a logistic regression by
the colours of 8 x 8 pixels, and the most frequent class. A net must beat these (Torralba and Efros
2011, *Unbiased look at dataset bias*).
"""


def draw_set(about: Mapping[str, Any], users: Mapping[str, Run]) -> None:
    """One card of the catalogue."""
    name = about["name"]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{about['title']}**", width="stretch")
            if about["found"]:
                st.badge("here", color="green", width="content")
        seen = draw_pictures(name, about["where"]) if about["found"] else None
        if counts := count_words(about["sizes"], classes_of(name, seen)):
            st.markdown(counts)
        st.caption(f"{about['summary']} Licence: {about['licence']}.")
        if about["problem"]:
            st.warning(about["problem"], icon=":material/broken_image:")
        if about["found"]:
            st.caption(place_words(about["where"], seen))
        elif fetchable(entry(name)):
            offer_data(name)
        else:
            st.caption(about["how"])
        draw_measured(name)
        with st.container(horizontal=True):
            classes_table(seen)
            users_of(users)
            if removable(name):
                words = "Its files go from the disk. It can be fetched again."
                delete_button(
                    name,
                    _remove,
                    words,
                    key=f"remove-{name}",
                    label="Remove",
                    action=Action.MANAGE,
                )
        if about["found"]:
            draw_check(name, opened=name == st.query_params.get("check"))
            if class_count(name):
                page_link("label_repair", "Repair its labels", data=name)


def draw_own(known: own.OwnSet, users: Mapping[str, Run]) -> None:
    """A card of somebody's own images."""
    with st.container(border=True):
        st.markdown(f"**{plain(known.title)}**")
        seen = draw_pictures(known.name, f"{known.tree} {known.title}")
        sizes = {split: len(listed) for split, listed in known.splits.items()}
        st.markdown(count_words(sizes, known.classes))
        if known.disjoint:
            st.caption("The classes that are tested on are never trained on.")
        st.caption(place_words(str(known.tree), seen))
        if known.notes:
            st.caption(plain(f"As it came in: {' '.join(known.notes)}"))
        draw_measured(known.name)
        with st.container(horizontal=True):
            classes_table(seen)
            users_of(users)
            draw_controls(known)
        draw_check(known.name, opened=known.name == st.query_params.get("check"))
        if class_count(known.name):
            page_link("label_repair", "Repair its labels", data=known.name)
        else:
            st.caption(plain(needs_classes(known.name, "label repair")))


def draw_version(known: Version, users: Mapping[str, Run]) -> None:
    """A card of a data set whose labels were repaired."""
    with st.container(border=True):
        st.markdown(f"**{plain(known.title)}**")
        found = find(known.name)
        if found is None:
            st.caption(f"It repairs {plain(called(known.base))}, which is not here.")
        else:
            seen = draw_pictures(known.name, known.title)
            st.markdown(count_words(found.sizes(), known.classes))
            classes_table(seen)
        st.caption(f"{plain(called(known.base))} with {known.told()}.")
        with st.container(horizontal=True):
            users_of(users)
            draw_version_controls(known)
            page_link("label_repair", "Repair its labels", data=known.name)


def _remove(name: str) -> None:
    forget_queue(name)
    remove(name)
    forget_check(name)


def _by_data() -> dict[str, dict[str, Run]]:
    found: dict[str, dict[str, Run]] = {}
    for name, run in finished_runs().items():
        try:
            found.setdefault(run.data().name, {})[name] = run
        except RunBroken:
            continue
    return found


header(
    TITLE,
    "Which images are here, what do they look like, and how do the others come?",
    HOW_TO_READ,
)
with explained():
    users = _by_data()
    columns = st.columns(2, gap="medium")
    for number, about in enumerate(listing.everything()):
        with columns[number % 2]:
            draw_set(about, users.get(about["name"], {}))
    st.subheader("Your own images", anchor=False)
    tell()
    mine = own.all_own()
    columns = st.columns(2, gap="medium")
    for number, known in enumerate(mine):
        with columns[number % 2]:
            draw_own(known, users.get(known.name, {}))
    if repaired := all_versions():
        st.subheader("Repaired labels", anchor=False)
        columns = st.columns(2, gap="medium")
        for number, version in enumerate(repaired):
            with columns[number % 2]:
                draw_version(version, users.get(version.name, {}))
    title = "Bring your own images" if mine else "Bring your own images: none are here yet"
    if place := folded(title, key="bring-own", icon=":material/upload:", expanded=not mine):
        with place:
            bring()
