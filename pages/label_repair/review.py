"""One image at a time: its picture, its neighbours, why its label is doubted, and the keys."""

from __future__ import annotations

import base64
import html
import io
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.embeddings import find_embedding_set
from core.errors import EmbedscopeError
from core.label_repair.decisions import DROP, KEEP, RELABEL, SKIP, Decision, decide, undo
from core.label_repair.entries import COPY, LABEL, OUTLIER, WORDS, Entry
from core.label_repair.kept import picture
from core.label_repair.queue import Queue
from core.label_repair.turns import Said, at_work, first_of, left
from core.metrics.decimal import decimal
from pages.shared.controls import bound_segments
from pages.shared.plain import plain
from pages.shared.point_pictures import draw_points

SIDE = 320
"""Pixels of the picture's longer side on the page."""
COARSE = 1.5
"""Enlarged so many times a picture's pixels are shown as such."""
IMAGE, REFUSED = "image", "repair-refused"
KINDS = {"": "All", LABEL: "Labels", COPY: "Copies", OUTLIER: "Outliers"}
SHARED, EVERYONE = "share", "all"
WORK = {SHARED: "What nobody decided", EVERYONE: "What I did not decide"}
NUMBERED = 4
"""Other classes with a key of their own."""


@dataclass(frozen=True)
class Desk:
    """Who looks at which queue, and what was decided so far."""

    queue: Queue
    who: str
    made: list[Decision]
    said: Said

    @property
    def name(self) -> str:
        """The data set's."""
        return self.queue.asked.name


def draw_review(desk: Desk) -> None:
    """The controls, then the image that is next, or the one that the address names."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = bound_segments("Show", list(KINDS), key="kind", titles=KINDS.__getitem__)
        work = bound_segments("Next is", list(WORK), key="work", titles=WORK.__getitem__)
    entries = [each for each in desk.queue.entries if not kind or kind in each.kinds]
    if not entries:
        st.info("None was found." if kind else "No label is doubted: nothing stands in the queue.")
        return
    places = left(entries, desk.said, desk.who, everyone=work == EVERYONE)
    asked = _asked(entries)
    number = first_of(places, desk.who, at_work(desk.made)) if asked is None else asked
    done = len(entries) - len(places)
    st.progress(done / len(entries), f"{done:,} of {len(entries):,} looked at")
    if refused := st.session_state.pop(REFUSED, ""):
        st.error(refused, icon=":material/error:")
    if number is None:
        st.success("All are looked at. Apply the decisions under “New version”.")
        _button("Undo", "U", desk, partial(_undo, desk), key="undo-last", icon="undo")
        return
    _draw(desk, entries[number], number, len(entries))


def _asked(entries: list[Entry]) -> int | None:
    """The place of the image that the address names."""
    name = st.query_params.get(IMAGE)
    if name is None:
        return None
    found = (number for number, entry in enumerate(entries) if _called(entry) == name)
    number = next(found, None)
    if number is None:
        st.caption(f"{name} does not stand in this queue; the next image is shown.")
        st.query_params.pop(IMAGE)
    return number


def _called(entry: Entry) -> str:
    return f"{entry.place.split}-{entry.place.row}"


def _draw(desk: Desk, entry: Entry, number: int, count: int) -> None:
    classes = desk.queue.classes
    label, suggested = classes[entry.place.label], classes[entry.suggestion]
    with st.container(key="repair-image"):
        first, second = st.columns([2, 3], gap="medium")
        with first:
            _picture(desk, entry)
        with second:
            st.markdown(f"### {plain(label)}, or {plain(suggested)}?")
            where = f"{WORDS[entry.place.split]} image {entry.place.row:,}"
            st.caption(f"№ {number + 1:,} of {count:,} · {where}, labelled {plain(label)}")
            st.markdown("\n".join(f"* {plain(reason)}" for reason in entry.reasons))
            _heard(desk, entry)
            if not desk.who:
                st.caption(":material/badge: Type your name above: decisions are kept by name.")
            _keys(desk, entry, label, suggested)
            _others(desk, entry)
    _neighbours(desk, entry)


def _picture(desk: Desk, entry: Entry) -> None:
    from PIL import Image

    found = picture(desk.name, entry.place)
    if found is None:
        st.info("The picture is gone: look for doubtful labels again.")
        return
    with Image.open(io.BytesIO(found)) as opened:
        wide, high = opened.size
    scale = SIDE / max(wide, high)
    look = "pixelated" if scale > COARSE else "auto"
    said = html.escape(f"{_called(entry)}: {desk.queue.classes[entry.place.label]}", quote=True)
    source = f"data:image/webp;base64,{base64.b64encode(found).decode()}"
    st.html(
        f'<img src="{source}" alt="{said}" style="width:{wide * scale:.0f}px;max-width:100%;'
        f'aspect-ratio:{wide}/{high};image-rendering:{look};border-radius:8px;display:block">'
    )


def _heard(desk: Desk, entry: Entry) -> None:
    """What people said of it so far."""
    heard = desk.said.get((entry.place.split, entry.place.row), {})
    for each in heard.values():
        st.caption(f":material/person: {plain(each.who)}: {plain(in_words(each))}")


def in_words(made: Decision) -> str:
    """What was decided, such as "relabelled to Coat"."""
    words = {KEEP: f"kept as {made.of}", RELABEL: f"relabelled to {made.to}", DROP: "left out"}
    return words.get(made.what, "skipped")


def _keys(desk: Desk, entry: Entry, label: str, suggested: str) -> None:
    say = partial(_say, desk, entry)
    with st.container(horizontal=True, gap="small"):
        _button(
            f"It is {suggested}",
            "Enter",
            desk,
            partial(say, RELABEL, suggested),
            key=f"relabel-{_called(entry)}",
            icon="check",
            primary=True,
        )
        _button(
            f"Keep {label}",
            "K",
            desk,
            partial(say, KEEP),
            key=f"keep-{_called(entry)}",
            icon="verified",
        )
        _button(
            "Drop", "D", desk, partial(say, DROP), key=f"drop-{_called(entry)}", icon="hide_image"
        )
        _button(
            "Skip", "S", desk, partial(say, SKIP), key=f"skip-{_called(entry)}", icon="skip_next"
        )
        _button("Undo", "U", desk, partial(_undo, desk), key=f"undo-{_called(entry)}", icon="undo")


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
                key=f"other-{each}-{_called(entry)}",
            )
        named = f"class-{_called(entry)}"
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
    label: str,
    shortcut: str,
    desk: Desk,
    act: partial[None],
    *,
    key: str,
    icon: str = "",
    primary: bool = False,
) -> None:
    st.button(
        plain(label),
        key=key,
        shortcut=shortcut,
        on_click=act,
        type="primary" if primary and desk.who else "secondary",
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


def _neighbours(desk: Desk, entry: Entry) -> None:
    try:
        embedding_set = find_embedding_set(desk.queue.embedding_set)
    except EmbedscopeError:
        st.caption("Its neighbours were deleted on the page Map: look for doubtful labels again.")
        return
    copies = sum("copy of" in reason for reason in entry.reasons)
    st.markdown("**Its nearest** among all of these images, and how they are labelled")
    captions = ["copy" if at < copies else f"{at + 1}." for at in range(len(entry.near))]
    draw_points(embedding_set, entry.near, captions, same="class")
    st.caption("A click shows one on the map.")
