"""A card that leads somewhere, all of it: a picture or none, a link, a sentence."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.shared.catalogue import page_link

WIDTH = 236


def link_card(
    screen: str,
    label: str | None = None,
    caption: str = "",
    *,
    key: str,
    picture: Path | None = None,
    width: int = WIDTH,
    **query: str,
) -> None:
    """A card to `screen` with its settings in the address, `width` pixels wide; on a narrow screen
    as wide as that. `label` is the screen's title where None, `caption` Markdown.
    """
    with st.container(border=True, width=width, key=f"card-{key}"):
        if picture is not None:
            st.image(str(picture), width="stretch", alt=label or "")
        page_link(screen, label, **query)
        if caption:
            st.caption(caption)
