"""The map as files for other tools, and the way to be rid of it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from core.embeddings import Cloud
from core.embeddings.export import write_parquet, write_projector
from core.paths import clouds_folder


def draw_saves(cloud: Cloud) -> None:
    """Downloads; built when they are pressed."""
    with st.container(horizontal=True):
        _download("Embedding Projector (zip)", write_projector, cloud, "-projector.zip")
        _download("Table (Parquet)", write_parquet, cloud, ".parquet")
        with st.popover("Delete", icon=":material/delete:", type="tertiary"):
            st.markdown(
                "The points and all their projections are removed from this machine; of files "
                "that were uploaded for them, the copy too. Runs and data sets stay."
            )
            st.button("Delete for good", on_click=_delete, args=(cloud,), key="cloud-delete")
    st.caption(
        "The zip opens in TensorBoard's Embedding Projector: vectors, classes and a sprite of the "
        "images. The table has every column, the maps' coordinates and the vectors. The picture "
        "and the selection are saved by PNG and CSV above the map."
    )


def _download(
    label: str, write: Callable[[Cloud, io.BytesIO], Any], cloud: Cloud, ending: str
) -> None:
    def made() -> bytes:
        out = io.BytesIO()
        write(cloud, out)
        return out.getvalue()

    st.download_button(
        label,
        made,
        file_name=f"{cloud.name}{ending}",
        key=f"save-{ending}",
        icon=":material/download:",
        on_click="ignore",
    )


def _delete(cloud: Cloud) -> None:
    source = cloud.about()["source"]
    for key in ("file", "labels_file"):
        uploaded = Path(source.get(key) or "")
        if uploaded.is_file() and uploaded.is_relative_to(clouds_folder() / "uploads"):
            uploaded.unlink()
    (cloud.folder / "cloud.json").unlink(missing_ok=True)  # no longer a cloud, whatever comes
    shutil.rmtree(cloud.folder, ignore_errors=True)
    st.query_params.clear()
