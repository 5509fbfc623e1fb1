"""The comparison on screen as one HTML file: verdict, maps, tables, curves, source."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from core.comparison.compared import points_of
from core.comparison.sides import Side
from core.comparison.verdict import classes_in_words, neighbours_in_words, verdict
from core.embeddings.parts import LARGE
from core.figures.curves import WATCHED, History
from core.figures.page_parts import curves_part, table_part
from core.files import readable_name
from core.metrics.neighbours import neighbours_within
from core.runs.standing import titles_of
from pages.compare.ask import Answer, Asked
from pages.compare.figures import classes_table, figures_table
from pages.compare.maps import Maps
from pages.components.map_file import Neighbours
from pages.components.point_map import View
from pages.shared.found_at import found_at
from pages.shared.map_page import NEIGHBOURS, map_page


def draw_one_page(asked: Asked, answer: Answer, maps: Maps, view: View) -> None:
    """The button, where the points can travel in one file."""
    if int(asked.first.embedding_set.about()["count"]) > LARGE:
        st.caption(f"More than {LARGE:,} points are too many for one HTML file.")
        return
    st.download_button(
        "Save as one page",
        partial(one_page, asked, answer, maps, view, address=found_at()),
        file_name=f"{readable_name(asked.names, other='compared')}.html",
        mime="text/html",
        key="compare-page",
        icon=":material/html:",
        on_click="ignore",
        type="tertiary",
        help="One HTML file with the verdict, both maps and every class in it, which anybody opens "
        "without a server.",
    )


def one_page(asked: Asked, answer: Answer, maps: Maps, view: View, *, address: str = "") -> bytes:
    """The file; `address` says where the page is. Raises EmbeddingSetBroken, NotComparable."""
    (one, other), found = asked.titles, answer.found
    below = []
    if answer.votes.difference.n:
        below.append(table_part("Figures", figures_table(asked, answer)))
    if answer.classes:
        below.append(table_part("Classes", classes_table(asked, answer)))
    below.append(curves_part(_histories(asked), WATCHED))
    classes = classes_in_words(answer.classes, found.classes, one, other) if answer.classes else ""
    return map_page(
        [asked.first.embedding_set, asked.second.embedding_set],
        maps.panes,
        near=_near(asked, answer),
        view=view,
        title=f"{one} and {other}",
        says=[
            verdict(answer.votes, one, other, k=asked.k, nearest=answer.nearest, sides=asked.sides),
            neighbours_in_words(found, k=asked.k),
            classes,
        ],
        told=[
            maps.told,
            found.told,
            *(_trained(side, title) for side, title in zip(asked.sides, asked.titles, strict=True)),
            address,
        ],
        given=maps.given,
        near_told=f"In {one}.",
        below=below,
    )


def _near(asked: Asked, answer: Answer) -> Neighbours:
    """Of every point that is compared its neighbours in the first side; of others none."""
    rows, count = answer.found.first, int(asked.first.embedding_set.about()["count"])
    table = points_of(asked.first, rows, str(asked.question["by"]))
    k = min(NEIGHBOURS, len(rows) - 1)
    near, away = neighbours_within(table, k=k)
    every = np.full((count, k), -1, np.int64), np.zeros((count, k), np.float32)
    every[0][rows], every[1][rows] = rows[near], away
    return every


def _histories(asked: Asked) -> dict[str, History]:
    """What was logged while the two were trained; once where both are moments of one run."""
    runs = {side.run.name: side.run for side in asked.sides if side.run is not None}
    titles = titles_of(runs)
    return {titles[name]: run.history() for name, run in runs.items()}


def _trained(side: Side, title: str) -> str:
    """By which recipe and seed, when."""
    card = side.run.card if side.run is not None else None
    if card is None:
        return ""
    moment = f", step {side.step:,}" if side.step is not None else ""
    recipe = f"recipe {card.recipe}, " if card.recipe else ""
    return f"{title}: {recipe}seed {card.seed}, {card.steps:,} steps, {card.created[:10]}{moment}."
