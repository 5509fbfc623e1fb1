"""The bar above every page: a search that opens with `/` or Ctrl-K, what is at work, the tour."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.components.browser import component
from pages.serving.base import under_base
from pages.serving.top_bar import PLACE

_bar = component("top_bar", "bar", ("tour", "bar"), points=False)


def top_bar(*, home: bool) -> dict[str, Any] | None:
    """Draw it, on Home with the way into the tour; `{"page": name, "query": {key: text}}` where the
    person has just chosen to go.
    """
    with st.container(key="top-bar"):
        said = _bar(
            data={"base": under_base(f"{PLACE}/"), "root": under_base("/"), "home": home},
            key="top-bar-search",
            on_go_change=lambda: None,
        )
    chosen: dict[str, Any] | None = said.go
    return chosen
