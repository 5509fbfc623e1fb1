"""A choice that stands in the address, so that every view can be linked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st


def linked(
    draw: Callable[..., Any],
    label: str,
    options: Sequence[str],
    *,
    name: str,
    default: str,
    key: str,
    **how: Any,
) -> str:
    """Draw a choice and keep it as `?name=` in the address, where it is not the default.

    Args:
        draw: st.selectbox, st.radio or st.segmented_control.
        label: of the widget.
        options: at least one.
        name: in the address.
        default: one of the options.
        key: of the widget; what an address says that has changed since goes before what it said.
        how: more for `draw`, such as format_func or help.
    """
    asked = st.query_params.get(name, default)
    asked = asked if asked in options else default
    before = st.session_state.get(f"{key}-before")
    if asked != before or st.session_state.get(key) not in options:
        st.session_state[key] = asked  # a link, or the browser's back button
    chosen = str(draw(label, options, key=key, **how) or default)
    st.session_state[f"{key}-before"] = chosen
    if chosen == default:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != chosen:
        st.query_params[name] = chosen
    return chosen
