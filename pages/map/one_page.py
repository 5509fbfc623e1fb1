"""The map on screen as one HTML file that anybody opens without a server."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from core.embeddings.neighbours import nearest_of
from core.embeddings.parts import LARGE
from core.files import readable_name
from pages.components.point_map import View
from pages.map.compare import Shown, panes_of
from pages.shared.found_at import found_at
from pages.shared.map_page import NEIGHBOURS, map_page
from pages.shared.map_titles import map_title


def draw_one_page(shown: Sequence[Shown], view: View) -> None:
    """The button, where the points can travel in one file."""
    embedding_set = shown[0][0]
    count = int(embedding_set.about()["count"])
    if count > LARGE:
        st.caption(f"More than {LARGE:,} points are too many for one HTML file.")
        return
    st.download_button(
        "Download as one page",
        partial(one_page, shown, view, address=found_at()),
        file_name=f"{readable_name(embedding_set.about()['title'], other='map')}.html",
        mime="text/html",
        key="save-page",
        icon=":material/html:",
        on_click="ignore",
        help="One HTML file with this map in it, as it is now: anybody opens it without a server, "
        "and it asks nobody for anything.",
    )


def one_page(shown: Sequence[Shown], view: View, *, address: str = "") -> bytes:
    """The file; `address` says where the page is. Raises EmbeddingSetBroken."""
    embedding_set = shown[0][0]
    about = embedding_set.about()
    count = int(about["count"])
    maps = [f"{map_title(found)} (seed {found.about().get('seed', 0)})" for _, found in shown]
    return map_page(
        [each for each, _ in shown],
        panes_of(shown),
        near=nearest_of(embedding_set, np.arange(count), min(NEIGHBOURS, count - 1)),
        view=view,
        title=about["title"],
        says=[],
        told=[f"{'Maps' if len(maps) > 1 else 'Map'}: {', '.join(maps)}.", address],
    )
