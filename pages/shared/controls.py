"""Controls whose value stands in the address, but for their default: a view is a link.

Each is given its value as its default, too. Streamlit tells the browser a value that the session
was given only once; where a second run follows before the browser has drawn the control, as on a
dark page or in a fragment, that is lost, and what the browser draws is the default.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from pages.shared.query_params import bind, keep


def bound_select(
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
    name = _bind_name(key, options, usual)
    at = list(options).index(st.session_state[name])
    chosen = str(st.selectbox(label, options, at, format_func=titles, key=name, help=help))
    keep(key, chosen, chosen if always or chosen != usual else None)
    return chosen


def bound_segments(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    titles: Callable[[str], str] = str,
    hidden: bool = False,
    always: bool = False,
) -> str:
    """A row of buttons, of which one is always chosen; at first the first.

    With `always` that stands in the address too.
    """
    name = _bind_name(key, options, options[0])
    chosen = str(
        st.segmented_control(
            label,
            options,
            format_func=titles,
            key=name,
            default=st.session_state[name],
            required=True,
            label_visibility="collapsed" if hidden else "visible",
        )
    )
    keep(key, chosen, chosen if always or chosen != options[0] else None)
    return chosen


def bound_number(label: str, most: int, *, key: str, least: int = 0) -> int:
    """A whole number from `least` (the default) to `most`."""

    def read(text: str | None) -> int:
        value = _whole(text or "")
        return value if value is not None and least <= value <= most else least

    name = bind(key, read, fits=lambda value: least <= value <= most)
    chosen = int(st.number_input(label, least, most, st.session_state[name], key=name))
    keep(key, chosen, str(chosen) if chosen != least else None)
    return chosen


def bound_share(label: str, *, key: str, default: float, width: int) -> float:
    """A number from 0 to 1, five digits after the point."""

    def read(text: str | None) -> float:
        try:
            value = float(text or "")
        except ValueError:
            return default
        return value if 0 <= value <= 1 else default

    name = bind(key, read, fits=lambda value: 0 <= value <= 1)
    now = st.session_state[name]
    chosen = float(
        st.number_input(label, 0.0, 1.0, now, format="%.5f", step=0.001, key=name, width=width)
    )
    keep(key, chosen, f"{chosen:g}" if chosen != default else None)
    return chosen


def _bind_name(key: str, options: Sequence[str], usual: str) -> str:
    return bind(
        key,
        lambda text: text if text in options else usual,
        fits=lambda value: value in options,
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
