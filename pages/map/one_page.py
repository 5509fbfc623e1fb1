"""The map on screen as one HTML file that anybody opens without a server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from core.data.catalogue import called
from core.data.licence import WITHHELD, licence_of, may_be_passed_on
from core.embeddings import EmbeddingSet
from core.embeddings.neighbours import nearest_of
from core.embeddings.parts import LARGE
from core.files import readable_name
from embedscope import __version__
from pages.components.map_file import map_file
from pages.components.point_map import View
from pages.map.compare import Shown, panes_of
from pages.serving.embedding_sets import embedding_set_url
from pages.shared.map_titles import map_title

NEIGHBOURS = 8
READ = (
    "Each point is an image where the net places it: near means alike to the net. Point at one to "
    "see it, click to pin it with its nearest in the original space, draw a lasso to see a group."
)


def draw_one_page(shown: Sequence[Shown], view: View) -> None:
    """The button, where the points can travel in one file."""
    embedding_set = shown[0][0]
    count = int(embedding_set.about()["count"])
    if count > LARGE:
        st.caption(f"More than {LARGE:,} points are too many for one HTML file.")
        return
    st.download_button(
        "Download as one page",
        partial(one_page, shown, view),
        file_name=f"{readable_name(embedding_set.about()['title'], other='map')}.html",
        mime="text/html",
        key="save-page",
        icon=":material/html:",
        on_click="ignore",
        help="One HTML file with this map in it, as it is now: anybody opens it without a server, "
        "and it asks nobody for anything.",
    )


def one_page(shown: Sequence[Shown], view: View) -> bytes:
    """The file; raises EmbeddingSetBroken."""
    embedding_set = shown[0][0]
    about = embedding_set.about()
    panes = [replace(pane, stops=pane.stops[-1:]) for pane in panes_of(shown)]
    places = {embedding_set_url(each): each.folder for each, _ in shown}
    files = {
        stop.url: folder / stop.url.removeprefix(base)
        for pane in panes
        for stop in pane.stops
        for base, folder in places.items()
        if stop.url.startswith(base)
    }
    count = int(about["count"])
    near = nearest_of(embedding_set, np.arange(count), min(NEIGHBOURS, count - 1))
    pictures = may_be_passed_on(about["data"] or "")
    return map_file(
        embedding_set,
        panes,
        base=embedding_set_url(embedding_set),
        files=files,
        near=near,
        view=view,
        pictures=pictures,
        title=about["title"],
        says=[READ],
        told=_told(embedding_set, shown, pictures=pictures),
    )


def _told(embedding_set: EmbeddingSet, shown: Sequence[Shown], *, pictures: bool) -> list[str]:
    about = embedding_set.about()
    data = about["data"] or ""
    source = f" of {called(data)} (licence: {licence_of(data)})" if data else ""
    maps = [f"{map_title(found)} (seed {found.about().get('seed', 0)})" for _, found in shown]
    return [
        f"{about['count']:,} points in {about['dimension']:,} dimensions{source}; maps: "
        f"{', '.join(maps)}.",
        "" if pictures else WITHHELD,
        f"Made by Embedscope {__version__}.",
    ]
