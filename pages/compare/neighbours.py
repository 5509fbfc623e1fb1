"""A pinned image's neighbours: those that both sides have, that the second lost, that it gained."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.comparison.compared import FIRST, SECOND, Compared
from core.comparison.one_image import near_image
from core.metrics.decimal import decimal
from pages.compare.ask import Asked
from pages.compare.pictured import pictured


def draw_neighbours(asked: Asked, found: Compared, pinned: int | None) -> None:
    """Three rows of pictures; without a pin those of an image that flipped."""
    there = np.flatnonzero(found.first == (-1 if pinned is None else pinned))
    if pinned is not None and not len(there):
        st.info("The pinned image is not among those that are compared.")
        return
    place = int(there[0]) if pinned is not None else _telling(found)
    _image(asked, found, place, pinned=pinned is not None)
    rows = found.first, found.second
    near = near_image(
        asked.first, asked.second, rows, place, k=asked.k, by=str(asked.question["by"])
    )
    change = near.change
    one, other = asked.titles
    for title, places in (
        (f"Kept: near in both, {len(change.kept)} of {asked.k}", change.kept),
        (f"Lost: near in {one} alone, {len(change.lost)}", change.lost),
        (f"Gained: near in {other} alone, {len(change.gained)}", change.gained),
    ):
        st.markdown(f"**{title}**")
        if len(places):
            _row(asked, found, place, places, title)
        else:
            st.caption("None.")
    st.caption(
        "Nearest first. A green frame (✓): of the image's own class; red (✗): of another. A click "
        "pins that image."
    )


def _telling(found: Compared) -> int:
    """The image to begin with: one that flipped and whose neighbours changed most, else any."""
    change = found.change
    for kind in (SECOND, FIRST):
        flipped = np.flatnonzero(change == kind)
        if len(flipped):
            return int(flipped[np.argmin(found.overlap[flipped])])
    return int(np.argmin(found.overlap))


def _image(asked: Asked, found: Compared, place: int, *, pinned: bool) -> None:
    """The image itself, with both votes."""
    words = "pinned" if pinned else "not pinned: an example"
    if found.labels[place] >= 0:
        names = [*found.classes, "none"]
        votes = [names[vote] for vote in found.votes[:, place]]
        text = f"{asked.titles[0]} votes *{votes[0]}*, {asked.titles[1]} votes *{votes[1]}*. "
    else:
        text = ""
    shared = decimal(float(found.overlap[place]))
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=110):
            pictured(asked, found).points([place], [words])
        st.markdown(f"{text}Shared neighbours (Jaccard): {shared}. Pin another on a map.")


def _row(asked: Asked, found: Compared, place: int, places: NDArray[np.int64], name: str) -> None:
    label = found.labels[place]
    right = (found.labels[places] == label).tolist() if label >= 0 else None
    pictured(asked, found).line(places.tolist(), right, name=name)
