"""Controls whose value stands in the address, but for their default: a view is a link.

The browser's back button and a link that is opened set the control; the control sets the address.
A run that was asked for before the browser heard of a new address brings the old one along: for a
moment after a choice, what stood there before it is taken for that, and not for a step back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

LATE = 1.5
"""Seconds for which a run may still bring the address from before a choice."""


def linked_select(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: str | None = None,
    titles: Callable[[str], str] = str,
    help: str | None = None,  # noqa: A002 (as Streamlit calls it)
    always: bool = False,
) -> str:
    """A select box of names; `default` is the first where None.

    `key` is the name in the address, where with `always` the default stands too: for what may have
    another default tomorrow.
    """
    usual = options[0] if default is None else default
    name = f"linked-{key}"
    _follow(name, key, usual, valid=lambda value: value in options)
    chosen = st.selectbox(label, options, format_func=titles, key=name, help=help)
    _keep(name, key, chosen, None if always else usual)
    return str(chosen)


def linked_segments(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    titles: Callable[[str], str] = str,
    hidden: bool = False,
) -> str:
    """A row of buttons, of which one is always chosen; at first the first."""
    name = f"linked-{key}"
    _follow(name, key, options[0], valid=lambda value: value in options)
    chosen = st.segmented_control(
        label,
        options,
        format_func=titles,
        key=name,
        required=True,
        label_visibility="collapsed" if hidden else "visible",
    )
    _keep(name, key, chosen, options[0])
    return str(chosen)


def linked_number(label: str, most: int, *, key: str, least: int = 0) -> int:
    """A whole number from `least` (the default) to `most`."""
    name = f"linked-{key}"
    _follow(name, key, least, valid=lambda value: least <= value <= most, read=_whole)
    chosen = int(st.number_input(label, least, most, key=name))
    _keep(name, key, chosen, least)
    return chosen


def set_linked(key: str, value: Any) -> None:
    """In a callback: put a value into the control and the address."""
    st.session_state[f"linked-{key}"] = value
    st.query_params[key] = str(value)


def follow(name: str, asked: Any, *, fits: bool = True) -> None:
    """Set the control `name` to what the address asks for, where that has changed (a link, a step
    back) or where what the control has no longer `fits`.
    """
    left, until = st.session_state.get(f"{name}-left", (None, 0.0))
    late = asked == left and time.monotonic() < until
    elsewhere = asked != st.session_state.get(f"{name}-before") and not late
    if elsewhere or not fits:
        st.session_state[name] = st.session_state[f"{name}-before"] = asked


def note(name: str, chosen: Any) -> None:
    """Remember what the control `name` has now, and what stood in the address until now."""
    before = st.session_state.get(f"{name}-before")
    if before is not None and chosen != before:
        st.session_state[f"{name}-left"] = (before, time.monotonic() + LATE)
    st.session_state[f"{name}-before"] = chosen


def _follow(
    name: str,
    key: str,
    usual: Any,
    *,
    valid: Callable[[Any], bool],
    read: Callable[[str], Any] = str,
) -> None:
    given = st.query_params.get(key)
    asked = usual if given is None else read(given)
    asked = asked if asked is not None and valid(asked) else usual
    held = st.session_state.get(name)
    follow(name, asked, fits=held is not None and valid(held))


def _keep(name: str, key: str, chosen: Any, usual: Any) -> None:
    note(name, chosen)
    if chosen == usual:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != str(chosen):
        st.query_params[key] = str(chosen)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
