"""One image at a time: why its label is doubted, and the keys that decide."""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.errors import EmbedscopeError
from core.label_repair.decisions import DROP, KEEP, RELABEL, SKIP, decide, undo
from core.label_repair.entries import COPY, LABEL, OUTLIER, WORDS, Entry
from core.label_repair.turns import at_work, first_of, left
from core.metrics.decimal import decimal
from pages.components.button_keys import button_keys
from pages.label_repair.desk import Desk, called, in_words
from pages.label_repair.picture import draw_neighbours, draw_picture
from pages.shared.controls import bound_segments
from pages.shared.plain import plain

IMAGE, REFUSED, AGREE = "image", "repair-refused", "repair-agree"
KINDS = {"": "All", LABEL: "Labels", COPY: "Copies", OUTLIER: "Outliers"}
SHARED, EVERYONE = "share", "all"
WORK = {SHARED: "What nobody decided", EVERYONE: "What I did not decide"}
NUMBERED = 4
"""Other classes with a key of their own."""


def draw_review(desk: Desk) -> None:
    """How far it is, and the image that is next, or the one that the address names."""
    bar = st.container(horizontal=True, vertical_alignment="center", key="repair-bar")
    with bar, st.popover("Which", icon=":material/filter_list:", type="tertiary"):
        kind = bound_segments("Show", list(KINDS), key="kind", titles=KINDS.__getitem__)
        work = bound_segments("Next is", list(WORK), key="work", titles=WORK.__getitem__)
    entries = [each for each in desk.queue.entries if not kind or kind in each.kinds]
    if not entries:
        st.info("None was found." if kind else "No label is doubted: nothing stands in the queue.")
        return
    places = left(entries, desk.said, desk.who, everyone=work == EVERYONE)
    number = first_of(places, desk.who, at_work(desk.made))
    entry = _asked(desk) or (None if number is None else entries[number])
    done = len(entries) - len(places)
    bar.progress(done / len(entries), f"{done:,} of {len(entries):,} looked at")
    if refused := st.session_state.pop(REFUSED, ""):
        st.error(refused, icon=":material/error:")
    if entry is None:
        st.success("All are looked at. Apply the decisions under “New version”.")
        _button("Undo", "U", desk, partial(_undo, desk), key="undo-last", icon="undo")
        return
    _draw(desk, entry)


def _asked(desk: Desk) -> Entry | None:
    """The image that the address names, whatever is shown else."""
    name = st.query_params.get(IMAGE)
    found = next((entry for entry in desk.queue.entries if called(entry) == name), None)
    if name is not None and found is None:
        st.caption(f"{plain(name)} does not stand in this queue; the next image is shown.")
        st.query_params.pop(IMAGE)
    return found


def _draw(desk: Desk, entry: Entry) -> None:
    classes = desk.queue.classes
    label, suggested = classes[entry.place.label], classes[entry.suggestion]
    with st.container(key="repair-image"):
        first, second = st.columns([2, 3], gap="medium")
        with first:
            draw_picture(desk, entry)
        with second:
            st.markdown(f"### {plain(label)}, or {plain(suggested)}?")
            where = f"{WORDS[entry.place.split]} image {entry.place.row:,}"
            number = desk.queue.entries.index(entry) + 1
            count = len(desk.queue.entries)
            st.caption(f"№ {number:,} of {count:,} · {where}, labelled {plain(label)}")
            st.markdown("\n".join(f"* {plain(reason)}" for reason in entry.reasons))
            _heard(desk, entry)
            if not desk.who:
                st.caption(":material/badge: Type your name above: decisions are kept by name.")
            _keys(desk, entry, label, suggested)
            _others(desk, entry)
    draw_neighbours(desk, entry)
    button_keys({"enter": AGREE, "r": AGREE}, key="repair-keys")


def _heard(desk: Desk, entry: Entry) -> None:
    """What people said of it so far; not before one has said something oneself."""
    heard = desk.said.get((entry.place.split, entry.place.row), {})
    if heard and desk.who not in heard:
        st.caption(":material/person: Somebody decided already; you see what once you did.")
        return
    for each in heard.values():
        st.caption(f":material/person: {plain(each.who)}: {plain(in_words(each))}")


def _keys(desk: Desk, entry: Entry, label: str, suggested: str) -> None:
    say, image = partial(_say, desk, entry), called(entry)
    with st.container(horizontal=True, gap="small"):
        st.button(
            f"It is {plain(suggested)} ↵",
            key=f"{AGREE}-{image}",
            on_click=partial(say, RELABEL, suggested),
            type="primary" if desk.who else "secondary",  # a dead primary one cannot be read
            icon=":material/check:",
            disabled=not desk.who,
        )
        _button(
            f"Keep {label}", "K", desk, partial(say, KEEP), key=f"keep-{image}", icon="verified"
        )
        _button("Drop", "D", desk, partial(say, DROP), key=f"drop-{image}", icon="hide_image")
        _button("Skip", "S", desk, partial(say, SKIP), key=f"skip-{image}", icon="skip_next")
        _button("Undo", "U", desk, partial(_undo, desk), key=f"undo-{image}", icon="undo")


def _others(desk: Desk, entry: Entry) -> None:
    """The classes that are likely besides, each with a key, and all others in a list."""
    classes = desk.queue.classes
    shares = dict(zip(entry.likely, entry.shares, strict=True))
    told = {entry.place.label, entry.suggestion}
    likely = [each for each in entry.likely if each not in told][:NUMBERED]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for key, each in enumerate(likely, 1):
            _button(
                f"{classes[each]} {decimal(shares[each])}",
                str(key),
                desk,
                partial(_say, desk, entry, RELABEL, classes[each]),
                key=f"other-{each}-{called(entry)}",
            )
        named = f"class-{called(entry)}"
        st.selectbox(
            "Another class",
            classes,
            None,
            key=named,
            placeholder="another class",
            label_visibility="collapsed",
            width=190,
            disabled=not desk.who,
            on_change=lambda: _say(desk, entry, RELABEL, st.session_state[named] or ""),
        )


def _button(
    label: str, shortcut: str, desk: Desk, act: partial[None], *, key: str, icon: str = ""
) -> None:
    st.button(
        plain(label),
        key=key,
        shortcut=shortcut,
        on_click=act,
        icon=f":material/{icon}:" if icon else None,
        disabled=not desk.who,
    )


def _say(desk: Desk, entry: Entry, what: str, to: str = "") -> None:
    """A callback: keep the decision, and go on to the next."""
    try:
        decide(desk.name, desk.who, what, entry.place, desk.queue.classes, to=to)
    except (EmbedscopeError, OSError) as error:
        st.session_state[REFUSED] = str(error)
        return
    st.query_params.pop(IMAGE, None)


def _undo(desk: Desk) -> None:
    """A callback: take the last back, and show that image again."""
    try:
        last = undo(desk.name, desk.who)
    except (EmbedscopeError, OSError) as error:
        st.session_state[REFUSED] = str(error)
        return
    if last is None:
        st.session_state[REFUSED] = f"{desk.who} has nothing to undo here."
    else:
        st.query_params[IMAGE] = f"{last.split}-{last.row}"
