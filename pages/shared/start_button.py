"""What is wrong with the settings of a form, and the button that starts what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st


def tell_wrong(wrong: Iterable[str]) -> None:
    """A sentence for everything that is wrong."""
    for text in wrong:
        st.warning(text, icon=":material/rule:")


def start_button(
    label: str,
    wrong: Iterable[str],
    on_click: Callable[..., None] | None = None,
    *args: Any,
    icon: str = ":material/play_arrow:",
) -> bool:
    """The button, dead while anything is wrong; whether it was pressed."""
    dead = any(True for _ in wrong)
    return st.button(label, type="primary", icon=icon, disabled=dead, on_click=on_click, args=args)
