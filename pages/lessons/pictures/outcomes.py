"""Two runs on the same images: how many both, one and neither get right, and what chance says."""

from __future__ import annotations

import streamlit as st

from core.figures.tables import Number
from core.lessons.lesson import Picture
from core.lessons.measures import answers
from core.metrics.mcnemar import in_words
from core.metrics.paired import compare
from pages.lessons.pictures import runs_of
from pages.shared.html_table import result_table


def draw(picture: Picture, *, key: str) -> None:
    """A table of two by two, and McNemar's test in words."""
    first, second = runs_of(picture)
    one, two = (answers(name).right for name in picture.runs)
    found = compare((first, one), (second, two))
    test = found.test
    result_table(
        ["", f"{second} right", f"{second} wrong"],
        [
            [f"{first} right", Number(test.both), Number(test.only_first)],
            [f"{first} wrong", Number(test.only_second), Number(test.neither)],
        ],
        name=key,
        told=f"Images of {len(one):,}; only those that exactly one has right tell them apart.",
    )
    st.markdown(in_words(test, f"**{first}**", f"**{second}**"))
