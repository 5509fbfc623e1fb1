"""What people decided: disagreements first, then everything, to be saved as a table."""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

import streamlit as st

from core.figures.tables import Cell, Link
from core.label_repair.decisions import Decision, disagree, standing, votes
from core.label_repair.entries import WORDS
from core.label_repair.table import as_csv, as_parquet
from pages.label_repair.desk import Desk, in_words
from pages.shared.figure_card import csv_button
from pages.shared.html_table import html_table

SHOWN = 200


def draw_decided(desk: Desk) -> None:
    """The tables, and the buttons that save them."""
    if not desk.made:
        st.info("Nothing was decided yet. Under “Review” one key decides on an image.")
        return
    people = Counter(each.who for each in standing(desk.made))
    html_table(["Who", "Decisions"], [[who, f"{n:,}"] for who, n in people.most_common()])
    apart = {image: said for image, said in desk.said.items() if disagree(said.values())}
    if apart:
        st.subheader(f"People disagree on {len(apart):,}", anchor=False)
        html_table(
            ["Image", "Label", "Decisions"],
            [_differing(desk, list(said.values())) for said in apart.values()][:SHOWN],
        )
    st.subheader("All decisions, the last first", anchor=False)
    last = standing(desk.made)[::-1]
    html_table(["Image", "Label", "Decision", "Who", "When"], [_row(desk, d) for d in last[:SHOWN]])
    if len(last) > SHOWN:
        st.caption(f"The last {SHOWN} of {len(last):,}; a file has them all.")
    with st.container(horizontal=True):
        csv_button("Save as CSV", lambda: as_csv(desk.made), name=f"decisions-{desk.name}")
        st.download_button(
            "Save as Parquet",
            lambda: as_parquet(desk.made),
            file_name=f"decisions-{desk.name}.parquet",
            key="decisions-parquet",
            icon=":material/download:",
            on_click="ignore",
            type="tertiary",
        )
    st.caption("The files hold every line in its order, what was undone and the undoing too.")


def _differing(desk: Desk, said: list[Decision]) -> list[Cell]:
    told = " · ".join(f"{each.who}: {in_words(each)}" for each in votes(said))
    return [_link(desk, said[0]), said[0].of, told]


def _row(desk: Desk, made: Decision) -> list[Cell]:
    when = made.when[:16].replace("T", " ")
    return [_link(desk, made), made.of, in_words(made), made.who, f"{when} UTC"]


def _link(desk: Desk, made: Decision) -> Link:
    address = f"label_repair?data={quote(desk.name)}&image={made.split}-{made.row}"
    return Link(f"{WORDS.get(made.split, made.split)} {made.row:,}", address)
