"""Which images are here, what do they look like, and how do the others come onto this machine?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from core.data import listing, own
from core.data.catalogue import entry, fetchable
from core.data.fetch import removable, remove
from core.diagnosis.kept_checks import forget_check
from core.errors import EmbedscopeError, RunBroken
from core.runs.find import finished_runs
from core.runs.run import Run
from core.paths import ROOT
from core.runs.standing import lines_of
from pages.data.check import draw_check
from pages.data.own import bring, draw_controls, tell
from pages.data.samples import SHOWN, Glance, glance
from pages.shared.catalogue import page_link
from pages.shared.delete_button import delete_button
from pages.shared.errors import explained
from pages.shared.folded import folded
from pages.shared.get_data import offer_data
from pages.shared.header import header
from pages.shared.html_table import html_table
from pages.shared.plain import plain

TITLE = "Data"
GROUP = "Library"
ORDER = 1
ICON = ":material/photo_library:"

NAMED = 8
MB = 1_000_000
SPLITS = {"train": "training", "validation": "validation", "test": "test"}
HOW_TO_READ = """
A net learns from the *training* images; the *test* images only measure it. The pictures are test
images, evenly spaced through the file.

**Traps.** A net that scores well may only know this set: its backgrounds, cameras and wrong labels.
Images in both splits flatter it: *Check* looks for them, also as near-copies. In CIFAR-100 it finds
ten test images that are training images, and some fifty that look like one.
"""


def draw_set(about: Mapping[str, Any], users: Mapping[str, Run]) -> None:
    """One card of the catalogue."""
    name = about["name"]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{about['title']}**", width="stretch")
            if about["found"]:
                st.badge("here", color="green", width="content")
        seen = _draw_pictures(name, about["where"]) if about["found"] else None
        if counts := _counts(about["sizes"], _classes(name, seen)):
            st.markdown(counts)
        st.caption(f"{about['summary']} Licence: {about['licence']}.")
        if about["problem"]:
            st.warning(about["problem"], icon=":material/broken_image:")
        if about["found"]:
            st.caption(_place(about["where"], seen))
        elif fetchable(entry(name)):
            offer_data(name)
        else:
            st.caption(about["how"])
        with st.container(horizontal=True):
            _classes_table(seen)
            _users(users)
            if removable(name):
                words = "Its files go from the disk. It can be fetched again."
                delete_button(name, _remove, words, key=f"remove-{name}", label="Remove")
        if about["found"]:
            draw_check(name, opened=name == st.query_params.get("check"))


def draw_own(known: own.OwnSet, users: Mapping[str, Run]) -> None:
    """A card of somebody's own images."""
    with st.container(border=True):
        st.markdown(f"**{plain(known.title)}**")
        seen = _draw_pictures(known.name, f"{known.tree} {known.title}")
        sizes = {split: len(listed) for split, listed in known.splits.items()}
        st.markdown(_counts(sizes, known.classes))
        if known.disjoint:
            st.caption("The classes that are tested on are never trained on.")
        st.caption(_place(str(known.tree), seen))
        if known.notes:
            st.caption(plain(f"As it came in: {' '.join(known.notes)}"))
        with st.container(horizontal=True):
            _classes_table(seen)
            _users(users)
            draw_controls(known)
        draw_check(known.name, opened=known.name == st.query_params.get("check"))


def _draw_pictures(name: str, stamp: str) -> Glance | None:
    """The sheet of samples, and what else a look tells; None where they cannot be read."""
    try:
        seen = glance(name, stamp)
    except EmbedscopeError:  # the card says what is wrong
        return None
    many = min(SHOWN, sum(tested for _, tested in seen.counts))
    caption = f"{many} test images; {seen.pixels}"
    st.image(seen.sheet, width="stretch", caption=caption, alt=f"{caption}: {name}")
    return seen


def _classes(name: str, seen: Glance | None) -> tuple[str, ...]:
    stated = entry(name).constants
    named = stated.get("CLASSES", ()) or (seen.classes if seen else ())
    return tuple(named) or ("",) * stated.get("CLASS_COUNT", 0)


def _counts(sizes: Mapping[str, int], classes: tuple[str, ...]) -> str:
    parts = [f"{count:,} {SPLITS.get(split, split)}" for split, count in sizes.items()]
    parts[-1:] = [f"{part} images" for part in parts[-1:]]
    if classes:
        named = ", ".join(map(plain, classes[:NAMED])) if classes[0] else ""
        more = ", …" if named and len(classes) > NAMED else ""
        parts.append(f"{len(classes)} classes" + (f": {named}{more}" if named else ""))
    return " · ".join(parts)


def _place(where: str, seen: Glance | None) -> str:
    size = f", {seen.size / MB:,.1f} MB" if seen else ""
    place = Path(where)
    if place.is_relative_to(ROOT):  # of a package: the rest says nothing
        place = place.relative_to(ROOT)
    return f"It lies in `{place}`{size}."


def _classes_table(seen: Glance | None) -> None:
    if seen is None:
        return
    with st.popover(f"{len(seen.classes)} classes", type="tertiary", icon=":material/label:"):
        rows = [
            [name, f"{trained:,}", f"{tested:,}"]
            for name, (trained, tested) in zip(seen.classes, seen.counts, strict=True)
        ]
        html_table(["Class", "Training", "Test"], rows)


def _users(users: Mapping[str, Run]) -> None:
    if not users:
        return
    count = f"{len(users)} runs" if len(users) > 1 else "One run"
    with st.popover(f"{count} learned from it", type="tertiary"):
        for line in lines_of(users).values():
            st.text(line)


def _remove(name: str) -> None:
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
    title = "Bring your own images" if mine else "Bring your own images: none are here yet"
    if place := folded(title, key="bring-own", icon=":material/upload:", expanded=not mine):
        with place:
            bring()
