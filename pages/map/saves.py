"""The map as files for other tools, and the way to be rid of it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from core.embeddings import EmbeddingSet
from core.embeddings.export import write_parquet, write_projector
from core.paths import embedding_sets_folder


def draw_saves(embedding_set: EmbeddingSet) -> None:
    """Downloads; built when they are pressed."""
    with st.container(horizontal=True):
        _download("Embedding Projector (zip)", write_projector, embedding_set, "-projector.zip")
        _download("Table (Parquet)", write_parquet, embedding_set, ".parquet")
        with st.popover("Delete", icon=":material/delete:", type="tertiary"):
            st.markdown(
                "Removes the points, their projections and files uploaded for them from this "
                "machine. Runs and data sets stay."
            )
            st.button(
                "Delete for good", on_click=_delete, args=(embedding_set,), key="cloud-delete"
            )
    st.caption(
        "The zip (vectors, classes, a sprite of the images) opens in TensorBoard's Embedding "
        "Projector. The table has every column, the maps' coordinates and the vectors. *PNG* "
        "and *CSV* above the map save picture and selection."
    )


def _download(
    label: str,
    write: Callable[[EmbeddingSet, io.BytesIO], Any],
    embedding_set: EmbeddingSet,
    ending: str,
) -> None:
    def made() -> bytes:
        out = io.BytesIO()
        write(embedding_set, out)
        return out.getvalue()

    st.download_button(
        label,
        made,
        file_name=f"{embedding_set.name}{ending}",
        key=f"save-{ending}",
        icon=":material/download:",
        on_click="ignore",
    )


def _delete(embedding_set: EmbeddingSet) -> None:
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
