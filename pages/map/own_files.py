"""A visitor's own files as what a map is made of: pictures, vectors, or a table."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import streamlit as st

from core import files
from core.paths import embedding_sets_folder
from core.runs.find import finished_runs, has_net
from core.runs.standing import title_of
from pages.shared.errors import explained
from pages.shared.server_path import server_path

LARGEST = 200  # MB


def own_files() -> dict[str, Any] | None:
    """The form; None before a file is chosen."""
    st.caption(
        "A zip of images (folders are classes), a `.npy` of vectors, or a table of numbers "
        f"(`.parquet`, `.csv`); up to {LARGEST} MB. Kept on this machine until you delete its "
        "map."
    )
    first, second = st.columns(2)
    given = first.file_uploader(
        "File", type=["zip", "npy", "parquet", "csv"], max_upload_size=LARGEST, key="make-file"
    )
    labels = first.file_uploader(
        "Classes for a .npy: one a line (optional)",
        type=["npy", "csv", "txt"],
        key="make-labels",
    )
    place = second.text_input("Or a file or folder on the server", key="make-path")
    runs = finished_runs(has_net)
    by = second.selectbox(
        "Images become vectors through",
        ["pixels", *runs],
        format_func=lambda n: "their pixels" if n == "pixels" else title_of(runs[n]),
        key="make-by",
    )
    column = second.text_input("Column with the classes, for a table (optional)", key="make-col")
    if given is None and not place.strip():
        return None
    with explained():
        path = _kept(given) if given is not None else server_path(place)
        source = {"kind": "upload", "file": str(path), "by": by}
        source["name"] = given.name if given is not None else path.name
        if labels is not None:
            source["labels_file"] = str(_kept(labels))
        return source | ({"labels": column.strip()} if column.strip() else {})


def _kept(given: Any) -> Path:
    """The upload as a file, named after its content; a second upload of the same is the same."""
    content = given.getbuffer()
    ending = re.sub(r"[^a-z0-9.]", "", Path(given.name).suffix.lower())
    digest = hashlib.sha256(content).hexdigest()[:16]
    path = embedding_sets_folder() / "uploads" / f"{digest}{ending}"
    if not path.is_file():
        files.write(path, lambda part: part.write_bytes(content))
    return path
