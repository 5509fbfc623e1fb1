"""What the cards of data sets have in common: pictures, counts, classes, who learned from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from core.data.catalogue import entry
from core.data.class_names import UNLABELLED
from core.errors import EmbedscopeError
from core.paths import ROOT
from core.runs.run import Run
from core.runs.standing import lines_of
from pages.data.samples import SHOWN, Glance, glance
from pages.shared.html_table import html_table
from pages.shared.plain import plain

NAMED = 8
MB = 1_000_000
SPLITS = {"train": "training", "validation": "validation", "test": "test"}


def draw_pictures(name: str, stamp: str) -> Glance | None:
    """The sheet of samples, and what else a look tells; None where they cannot be read."""
    try:
        seen = glance(name, stamp)
    except EmbedscopeError:  # the card says what is wrong
        return None
    many = min(SHOWN, sum(tested for _, tested in seen.counts))
    caption = f"{many} test images; {seen.pixels}"
    st.image(seen.sheet, width="stretch", caption=caption, alt=f"{caption}: {name}")
    return seen


def classes_of(name: str, seen: Glance | None) -> tuple[str, ...]:
    """The names that are stated or were seen; empty names where only their number is known."""
    stated = entry(name).constants
    named = stated.get("CLASSES", ()) or (seen.classes if seen else ())
    return tuple(named) or ("",) * stated.get("CLASS_COUNT", 0)


def count_words(sizes: Mapping[str, int], classes: tuple[str, ...]) -> str:
    """Such as "1,437 training · 360 test images · 10 classes: 0, 1, …"."""
    parts = [f"{count:,} {SPLITS.get(split, split)}" for split, count in sizes.items()]
    parts[-1:] = [f"{part} images" for part in parts[-1:]]
    if classes == UNLABELLED:
        parts.append("no classes")
    elif classes:
        named = ", ".join(map(plain, classes[:NAMED])) if classes[0] else ""
        more = ", …" if named and len(classes) > NAMED else ""
        parts.append(f"{len(classes)} classes" + (f": {named}{more}" if named else ""))
    return " · ".join(parts)


def place_words(where: str, seen: Glance | None) -> str:
    """Where it lies, and how large it is."""
    size = f", {seen.size / MB:,.1f} MB" if seen else ""
    place = Path(where)
    if place.is_relative_to(ROOT):  # of a package: the rest says nothing
        place = place.relative_to(ROOT)
    return f"It lies in `{place}`{size}."


def classes_table(seen: Glance | None) -> None:
    """How many images each class has, behind a button."""
    if seen is None or seen.classes == UNLABELLED:
        return
    with st.popover(f"{len(seen.classes)} classes", type="tertiary", icon=":material/label:"):
        rows = [
            [name, f"{trained:,}", f"{tested:,}"]
            for name, (trained, tested) in zip(seen.classes, seen.counts, strict=True)
        ]
        html_table(["Class", "Training", "Test"], rows)


def users_of(users: Mapping[str, Run]) -> None:
    """The runs that learned from it, behind a button."""
    if not users:
        return
    count = f"{len(users)} runs" if len(users) > 1 else "One run"
    with st.popover(f"{count} learned from it", type="tertiary"):
        for line in lines_of(users).values():
            st.text(line)
