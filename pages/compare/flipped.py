"""The images that flipped: wrong by one side's vote and right by the other's."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.comparison.compared import FIRST, SECOND, Compared
from core.comparison.tables import images_csv
from pages.compare.ask import Asked
from pages.compare.pictured import pictured
from pages.shared.controls import bound_select
from pages.shared.figure_card import csv_button

SHOWN = 24
ALL = ""


def draw_flipped(asked: Asked, found: Compared) -> None:
    """Both ways, those first whose neighbours changed most."""
    change = found.change
    if not (change >= 0).any():
        st.info("Nothing says what these images show, so no vote is right or wrong.")
        return
    flipped = np.isin(change, (FIRST, SECOND))
    there = [found.classes[c] for c in np.unique(found.labels[flipped])]
    with st.container(width=420):
        name = bound_select("Class", [ALL, *there], key="class", titles=lambda c: c or "all")
    if name:
        flipped &= found.labels == found.classes.index(name)
    one, other = asked.titles
    for kind, title in (
        (SECOND, f"From wrong to right: {other} alone has it right"),
        (FIRST, f"From right to wrong: {one} alone has it right"),
    ):
        places = np.flatnonzero(flipped & (change == kind))
        places = places[np.argsort(found.overlap[places], kind="stable")]
        st.subheader(f"{title} ({len(places):,})", anchor=False)
        _pictures(asked, found, places[:SHOWN].tolist())
    st.caption(
        "What the image shows, then what the first and the second vote. Those whose neighbours "
        "changed most come first; a click pins the image on the maps."
    )
    csv_button(
        "Save all flipped images",
        lambda: images_csv(found, asked.first.embedding_set.names(), only=flipped),
        name=f"flipped-{asked.names}",
    )


def _pictures(asked: Asked, found: Compared, places: list[int]) -> None:
    if not places:
        st.caption("None.")
        return
    names = [*found.classes, "none"]
    captions = [
        f"{names[found.votes[0, place]]} → {names[found.votes[1, place]]}" for place in places
    ]
    pictured(asked, found).points(places, captions)
