"""Controls whose value stands in the address, but for their default: a view is a link.

The browser's back button and a link that is opened set the control; the control sets the address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st


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
    """In a callback: put a value into the address; the control follows."""
    st.query_params[key] = str(value)


def _follow(
    name: str,
    key: str,
    usual: Any,
    *,
    valid: Callable[[Any], bool],
    read: Callable[[str], Any] = str,
) -> None:
    """Set the control where the address has changed, or its value no longer fits."""
    given = st.query_params.get(key)
    asked = usual if given is None else read(given)
    asked = asked if asked is not None and valid(asked) else usual
    held = st.session_state.get(name)
    if asked != st.session_state.get(f"{name}-before") or held is None or not valid(held):
        st.session_state[name] = asked


def _keep(name: str, key: str, chosen: Any, usual: Any) -> None:
    st.session_state[f"{name}-before"] = chosen
    if chosen == usual:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != str(chosen):
        st.query_params[key] = str(chosen)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
