"""What lies in one cell of the matrix: its test images, and where they lie on the run's map."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet, Map
from core.embeddings.sources import stored
from core.errors import EmbedscopeError
from core.metrics.decimal import decimal
from core.runs.answers import Answers
from pages.components.point_map import pane_of, point_map
from pages.evaluation.choose import Judged
from pages.evaluation.gallery import MOST, gallery
from pages.shared.catalogue import page_link
from pages.shared.figure_card import csv_button
from pages.shared.map_titles import map_title
from pages.shared.plain import plain

HEIGHT = 320
GOOD = ("umap", "pacmap", "tsne", "own")
"""Which of a run's maps is shown, the best first; else whatever there is."""

Cell = tuple[int, int]


def asked_cell(answers: Answers) -> Cell | None:
    """The cell of the address, as "4-9": numbers of the true and the predicted class."""
    parts = st.query_params.get("cell", "").split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    true, predicted = map(int, parts)
    inside = true < len(answers.classes) and predicted < len(answers.classes)
    return (true, predicted) if inside else None


def worst_cell(answers: Answers) -> Cell | None:
    """The most frequent confusion: the largest number off the diagonal; None without mistakes."""
    wrong = answers.matrix - np.diag(np.diag(answers.matrix))
    if not wrong.size or not wrong.max():
        return None
    true, predicted = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return int(true), int(predicted)


def ask_cell(true: int, predicted: int) -> None:
    """Put a cell into the address."""
    st.query_params["cell"] = f"{true}-{predicted}"


def draw_cell(
    judged: Judged, cell: Cell | None, *, asked: bool = True, beside: bool = False
) -> None:
    """The images of the cell, and the map under or `beside` them; where nobody `asked` for it, what
    can be done.
    """
    images, place = st.columns(2, gap="medium") if beside else (st.container(), st.container())
    rows = np.empty(0, np.int64) if cell is None else judged.answers.cell(*cell)
    with images:
        if not asked:
            first = "" if cell is None else "This is the most frequent confusion. "
            st.info(
                f"{first}Click any cell to see its images and their place on the map.",
                icon=":material/ads_click:",
            )
        if cell is not None:
            _images(judged, cell, rows)
    with place:
        _map(judged, rows, cell)


def captions(answers: Answers, rows: NDArray[np.int64]) -> list[str]:
    """How sure the model is of what it calls each image."""
    sure = [float(share) for share in answers.confidence[rows]]
    if answers.k:
        return [f"{round(share * answers.k)} of {answers.k}" for share in sure]
    return [probability(share) for share in sure]


def probability(share: float) -> str:
    """No more than is known: half precision holds three digits."""
    return "> .999" if share > 0.999 else decimal(share, 3)


def _images(judged: Judged, cell: Cell, rows: NDArray[np.int64]) -> None:
    answers = judged.answers
    true, predicted = (answers.classes[each] for each in cell)
    of = int(answers.matrix[cell[0]].sum())
    share = f"{len(rows):,} of {of:,}" + (f" ({decimal(len(rows) / of, 3)})" if of else "")
    st.markdown(f"**{plain(true)}** predicted as **{plain(predicted)}**: {share}")
    if not len(rows):
        st.caption("No test image is in this cell.")
        return
    shown = rows[:MOST]
    order = "least confident first" if cell[0] == cell[1] else "most confident first"
    some = f", {len(shown)} of them" if len(shown) < len(rows) else ""
    sure = "the neighbours' votes for it" if answers.k else "its predicted probability"
    st.caption(f"Under each image {sure}; {order}{some}.")
    with st.container(
        height=250 if len(shown) > 18 else "content", border=False, key="cell-images"
    ):
        gallery(judged.run, shown, captions(answers, shown), key=f"{cell[0]}-{cell[1]}")
    csv_button(
        "Save this list",
        lambda: _table(answers, rows),
        name=f"confusion-{judged.name.replace('/', '-')}-{cell[0]}-{cell[1]}",
    )


def _table(answers: Answers, rows: NDArray[np.int64]) -> str:
    lines = ["test image,true,predicted,confidence"]
    for row in rows:
        true, predicted = answers.labels[row], answers.predicted[row]
        sure = answers.confidence[row]
        lines.append(f'{row},"{answers.classes[true]}","{answers.classes[predicted]}",{sure:.4f}')
    return "\n".join(lines) + "\n"


def _map(judged: Judged, rows: NDArray[np.int64], cell: Cell | None) -> None:
    try:
        embedding_set = stored(judged.run)
        found = _best(embedding_set)
    except EmbedscopeError as error:
        st.caption(f"No map: {error}")
        return
    if found is None:
        return
    number = 0 if cell is None else 1 + cell[0] * len(judged.answers.classes) + cell[1]
    point_map(
        embedding_set,
        [pane_of(found, title=map_title(found))],
        key=f"confusion-map-{embedding_set.name}",
        request=(number, rows.tolist()),
        height=HEIGHT,
        bare=True,
    )
    where = (
        "the net's output"
        if embedding_set.about()["source"]["layer"] == "output"
        else "the net's last features"
    )
    st.caption(
        f"All test images, by {where}, coloured by true class; the cell's stand out. One amid "
        "the wrong island may be mislabelled."
    )
    page_link("map", "Open the whole map", checkpoint=judged.name)


def _best(embedding_set: EmbeddingSet) -> Map | None:
    maps = list(embedding_set.maps().values())
    flat = [one for one in maps if one.about().get("dimensions", 2) == 2] or maps
    rank = {method: place for place, method in enumerate(GOOD)}
    return min(flat, key=lambda one: rank.get(one.about()["method"], 9), default=None)
