"""Which images are here, what do they look like, and how do the others come onto this machine?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.data import listing, own
from core.data.catalogue import entry
from core.data.fetch import removable, remove
from core.errors import RunBroken
from core.runs.find import finished_runs
from core.runs.run import Run
from core.runs.standing import lines_of
from pages.data.samples import draw_pictures
from pages.shared.catalogue import page_link
from pages.shared.delete_button import delete_button
from pages.shared.errors import explained
from pages.shared.get_data import offer_data
from pages.shared.header import header
from pages.shared.plain import plain

TITLE = "Data"
GROUP = "Library"
ORDER = 1
ICON = ":material/photo_library:"

NAMED = 10
HOW_TO_READ = """
A **data set** is split into *training* images, which a net learns from, and *test* images, which
only measure it. The pictures are test images, evenly spaced through the file, not chosen.

**Traps.** A net that scores well here may only know this set: its backgrounds, its cameras, its
mistakes in labels. Images that lie in both splits make a net look better than it is. Page *Map*,
*Data quality*, looks for both.
"""


def draw_set(about: Mapping[str, Any], users: Mapping[str, Run]) -> Any:
    """One card; returns the place for its pictures."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{about['title']}**", width="stretch")
            if about["found"]:
                st.badge("here", color="green", width="content")
        place = st.empty()
        st.markdown(_counted(about))
        st.caption(f"{about['summary']} Licence: {about['licence']}.")
        if about["problem"]:
            st.warning(about["problem"], icon=":material/broken_image:")
        if about["found"]:
            st.caption(f"It lies in `{about['where']}`.")
        elif entry(about["name"]).constants.get("GET"):
            offer_data(about["name"])
        else:
            st.caption(about["how"])
        with st.container(horizontal=True):
            _users(users)
            if removable(about["name"]):
                words = "Its files are removed from the disk. It can be fetched again."
                key = f"remove-{about['name']}"
                delete_button(about["name"], remove, words, key=key, label="Remove")
    return place


def draw_own(known: own.OwnSet, users: Mapping[str, Run]) -> Any:
    """A card of somebody's own images; returns the place for its pictures."""
    with st.container(border=True):
        st.markdown(f"**{plain(known.title)}**")
        place = st.empty()
        sizes = {split: len(listed) for split, listed in known.splits.items()}
        st.markdown(_counts(sizes, known.classes))
        with st.container(horizontal=True):
            _users(users)
            words = "The list, and what was uploaded, are removed from the disk."
            delete_button(known.name, own.delete_own, words, key=f"delete-{known.name}")
    return place


def _counted(about: Mapping[str, Any]) -> str:
    stated = entry(about["name"]).constants
    count = stated.get("CLASS_COUNT", 0)
    classes: Sequence[str] = stated.get("CLASSES", ()) or ("",) * count
    return _counts(about["sizes"], classes)


def _counts(sizes: Mapping[str, int], classes: Sequence[str]) -> str:
    split_names = {"train": "training", "test": "test"}
    parts = [f"{count:,} {split_names.get(split, split)}" for split, count in sizes.items()]
    parts[-1:] = [f"{part} images" for part in parts[-1:]]
    if classes:
        named = ", ".join(map(plain, classes[:NAMED])) if classes[0] else ""
        more = ", …" if named and len(classes) > NAMED else ""
        parts.append(f"{len(classes)} classes" + (f": {named}{more}" if named else ""))
    return " · ".join(parts)


def _users(users: Mapping[str, Run]) -> None:
    if not users:
        return
    count = f"{len(users)} runs" if len(users) > 1 else "One run"
    with st.popover(f"{count} learned from it", type="tertiary"):
        for line in lines_of(users).values():
            st.text(line)


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
    waiting = []
    columns = st.columns(2, gap="medium")
    for number, about in enumerate(listing.everything()):
        with columns[number % 2]:
            place = draw_set(about, users.get(about["name"], {}))
        if about["found"]:
            waiting.append((about["name"], str(about["where"]), place))
    st.subheader("Your own images", anchor=False)
    mine = own.all_own()
    columns = st.columns(2, gap="medium")
    for number, known in enumerate(mine):
        with columns[number % 2]:
            place = draw_own(known, users.get(known.name, {}))
        waiting.append((known.name, str(known.tree), place))
    if not mine:
        st.markdown("None yet. A folder or a zip of images, a folder a class, becomes a data set.")
    page_link("map", "Bring your own images")
    for name, stamp, place in waiting:  # last: the largest are read for seconds, once
        draw_pictures(name, stamp, place)
