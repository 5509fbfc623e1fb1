"""What is wrong with the settings of a form, and the button that starts what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from pages.shared.get_data import offer_data, without_command


def tell_wrong(wrong: Iterable[str]) -> None:
    """A sentence for everything that is wrong; a button that gets the data that is missing."""
    told = [without_command(text) for text in wrong]
    for text, _ in told:
        st.warning(text, icon=":material/rule:")
    for name in dict.fromkeys(name for _, name in told if name):
        offer_data(name)


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
