"""The frame round every page: the navigation, read from the files of this folder, and the bar."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.components.top_bar import top_bar
from pages.serving.arrival import first_page
from pages.serving.measured import page_run
from pages.serving.screens import GROUPS, screens
from pages.shared.account import draw_account
from pages.shared.catalogue import go_to, page_link
from pages.shared.form_address import RUNS

HERE = Path(__file__).parent

# A file as the icon: Streamlit fetches named icons for the tab from another host.
st.set_page_config(page_title="Embedscope", page_icon=str(HERE / "icon.png"), layout="wide")
st.logo(HERE / "icon.png", size="large")

by_group = {group: [screen for screen in screens() if screen.group == group] for group in GROUPS}
page = st.navigation(
    {
        group: [
            st.Page(
                screen.path,
                title=screen.title,
                icon=screen.icon,
                url_path=None if screen.default else screen.name,
                default=screen.default,
                visibility="visible" if screen.listed and not screen.under else "hidden",
            )
            for screen in found
        ]
        for group, found in by_group.items()
        if found
    },
    expanded=True,
)
here = next(screen for screen in screens() if screen.title == page.title)
if not here.default:
    st.set_page_config(page_title=f"{here.title} · Embedscope")
st.session_state[RUNS] = st.session_state.get(RUNS, 0) + 1
if chosen := top_bar(home=here.default):
    go_to(chosen["page"], **chosen["query"])
draw_account()
if here.under:
    page_link(here.under)
with page_run(here.name):
    page.run()
first_page.set()
