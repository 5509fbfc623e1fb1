"""The compared images as pictures: of the first side's set, else of the second's.

A click on one pins it: the address is that of this very view with another image.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from core.comparison.compared import Compared
from core.comparison.matched import Rows
from core.embeddings import EmbeddingSet
from pages.compare.ask import Asked
from pages.shared.point_pictures import draw_points
from pages.shared.ranked import draw_line


@dataclass(frozen=True)
class Pictured:
    """Whose pictures are shown."""

    embedding_set: EmbeddingSet
    rows: Rows
    """int64 [n]: of each compared image"""
    same: str
    link: Callable[[int], str]

    def points(self, places: Sequence[int], captions: Sequence[str]) -> None:
        """Some of the compared images, each with a caption."""
        rows = self.rows[list(places)].tolist()
        draw_points(self.embedding_set, rows, captions, same=self.same, link=self.link)

    def line(self, places: Sequence[int], right: Sequence[bool] | None, *, name: str) -> None:
        """Some of them in a line, right and wrong ones marked where that is known."""
        rows = self.rows[list(places)].tolist()
        draw_line(self.embedding_set, rows, right, same=self.same, name=name, link=self.link)


def pictured(asked: Asked, found: Compared) -> Pictured:
    """The side that has pictures, the first where both have."""
    first, second = asked.first.embedding_set, asked.second.embedding_set
    if first.sheets() is not None or second.sheets() is None:
        return Pictured(first, found.first, asked.same, _pinned_link)
    pinned = dict(zip(found.second.tolist(), found.first.tolist(), strict=True))
    return Pictured(second, found.second, asked.same, lambda row: _pinned_link(pinned[row]))


def _pinned_link(row: int) -> str:
    """All that the address says, but for the image, which is a row of the first side's set."""
    kept = [
        (key, value)
        for key in st.query_params
        if key != "image"
        for value in st.query_params.get_all(key)
    ]
    return f"compare?{urlencode([*kept, ('image', str(row))])}"
