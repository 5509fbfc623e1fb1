"""A visitor's own files as what a map is made of: pictures, vectors, or a table."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import streamlit as st

from core import files
from core.encoders import USUAL
from core.paths import embedding_sets_folder
from pages.shared.encoder_picker import pick_encoder, says
from pages.shared.errors import explained
from pages.shared.server_path import server_path

LARGEST = 200  # MB
PIXELS = {"pixels": "their pixels"}


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
    with second:
        by = pick_encoder("Images become vectors through", key="make-by", also=PIXELS, asked=USUAL)
        if by not in PIXELS and (wrong := says(by)):
            st.error(wrong, icon=":material/error:")
            return None
    column = second.text_input("Column with the classes, for a table (optional)", key="make-col")
    if given is None and not place.strip():
        return None
    with explained():
        path = _kept(given) if given is not None else server_path(place)
        name = given.name if given is not None else path.name
        pictures = path.is_dir() or name.lower().endswith(".zip")
        seen = by if pictures else "pixels"  # vectors are seen by nobody
        source = {"kind": "upload", "file": str(path), "by": seen, "name": name}
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
