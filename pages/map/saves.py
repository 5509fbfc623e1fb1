"""The map's points as files for other tools, and the way to be rid of them."""

from __future__ import annotations

import shutil
import time
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.access import Action
from core.access.owner import check_folder, owner_of
from core.embeddings import EmbeddingSet
from core.embeddings.exports import file_name, formats
from core.paths import embedding_sets_folder
from pages.serving.ask import ask, models_ready
from pages.shared.controls import bound_number, bound_select
from pages.shared.delete_button import delete_button

FIRST = "parquet"
MOST = 100
PATIENCE = 60.0
"""Seconds for which a download waits for the models process to start."""
WITH = (
    "Each point comes with its id, name, class, every column, its place on every map and its "
    "vector of the original space."
)
WORDS = (
    "Removes the points, their projections and files uploaded for them from this machine. Runs and "
    "data sets stay."
)
Selection = NDArray[np.int64] | None


def draw_saves(embedding_set: EmbeddingSet, selection: Selection) -> None:
    """What is saved as what; the file is made when the button is pressed."""
    known = formats()
    count = int(embedding_set.about()["count"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width=260):
            titles = {name: entry.constants["TITLE"] for name, entry in known.items()}
            name = bound_select(
                "Save as", list(known), key="as", default=FIRST, titles=titles.__getitem__
            )
        with st.container(width=190):
            near = bound_number("Neighbours of each", min(MOST, count - 1), key="near")
        rows = _chosen(selection, count)
        _download(embedding_set, name, near, rows)
        delete_button(
            embedding_set.name,
            partial(_delete, embedding_set),
            WORDS,
            key="cloud-delete",
            owner=owner_of(embedding_set.folder),
        )
    st.caption(f"{known[name].constants['HELP']} {WITH}")


def _chosen(selection: Selection, count: int) -> Selection:
    """All points, or those that are selected, where some are."""
    if selection is None:
        return None
    words = {True: f"{len(selection):,} selected", False: f"all {count:,}"}
    alone = st.segmented_control(
        "Points",
        [True, False],
        format_func=words.__getitem__,
        default=True,
        required=True,
        key="save-what",
    )
    return selection if alone else None


def saved(embedding_set: EmbeddingSet, name: str, near: int, rows: Selection) -> BinaryIO:
    """The file, made by the models process, for it may take a while; raises as `ask` does."""
    question: dict[str, Any] = {"embedding_set": embedding_set.name, "form": name}
    if rows is not None:
        question["rows"] = rows
    until = time.monotonic() + PATIENCE
    while not models_ready() and time.monotonic() < until:  # the server has just started
        time.sleep(0.2)
    path = Path(str(ask("export-points", **question, neighbours=near)["path"]))
    file = path.open("rb")
    shutil.rmtree(path.parent, ignore_errors=True)  # what is open stays readable
    return file


def _download(embedding_set: EmbeddingSet, name: str, near: int, rows: Selection) -> None:
    many = f"{embedding_set.about()['count'] if rows is None else len(rows):,}"
    st.download_button(
        f"Download {many} points",
        partial(saved, embedding_set, name, near, rows),
        file_name=file_name(embedding_set, name, part=rows is not None),
        key="save-points",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )


def _delete(embedding_set: EmbeddingSet, title: str) -> None:
    check_folder(Action.DELETE, embedding_set.folder, title)
    source = embedding_set.about()["source"]
    for key in ("file", "labels_file"):
        uploaded = Path(source.get(key) or "")
        if uploaded.is_file() and uploaded.is_relative_to(embedding_sets_folder() / "uploads"):
            uploaded.unlink()
    (embedding_set.folder / "cloud.json").unlink(
        missing_ok=True
    )  # no longer an embedding set, whatever comes
    shutil.rmtree(embedding_set.folder, ignore_errors=True)
    st.query_params.clear()
