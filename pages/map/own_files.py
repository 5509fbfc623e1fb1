"""A visitor's own files as what a map is made of: pictures, vectors, or a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from core.access import Action
from core.access.roots import allowed_path
from core.embeddings.sources.upload import asked
from core.embeddings.uploads.brought import Seen, look
from core.encoders import USUAL
from core.paths import embedding_sets_folder
from pages.shared.allowed import path_field, tell_if, why_not
from pages.shared.encoder_picker import pick_encoder, says
from pages.shared.errors import explained
from pages.shared.kept_upload import gone_if_refused, kept_upload

LARGEST = 200  # MB
ENDINGS = [
    "zip", "tar", "gz", "tgz", "bz2", "xz", "npy", "npz", "safetensors", "parquet", "csv", "tsv",
    "txt", "json", "jsonl",
]  # fmt: skip
LABELS = ["npy", "csv", "tsv", "txt", "json", "jsonl", "parquet"]
PIXELS = {"pixels": "their pixels"}


def own_files() -> dict[str, Any] | None:
    """The form; None before a file is chosen."""
    st.caption(
        "Images in a zip or tar (folders or a `metadata.csv` are classes), vectors (`.npy`, "
        "`.npz`, `.safetensors`), a table (`.parquet`, `.csv`, `.tsv`), or a TensorBoard "
        f"projector's files, packed; up to {LARGEST} MB. Kept on this machine until you delete "
        "its map."
    )
    if tell_if(why_not(Action.BRING)):
        return None
    first, second = st.columns(2)
    given = first.file_uploader("File", type=ENDINGS, max_upload_size=LARGEST, key="make-file")
    labels = first.file_uploader(
        "Classes of vectors, one a line, or metadata (optional)", type=LABELS, key="make-labels"
    )
    place = path_field(second, "Or a file or folder on the server", key="make-path")
    if given is None and not place.strip():
        return None
    with explained():
        path = allowed_path(place) if given is None else kept_upload(given, _uploads())
        source = {"kind": "upload", "file": str(path)}
        source["name"] = given.name if given is not None else path.name
        ours = [] if given is None else [path]
        if labels is not None:
            ours.append(kept_upload(labels, _uploads()))
            source["labels_file"] = str(ours[-1])
        about = [Path(source[key]).stat() for key in ("file", "labels_file") if key in source]
        with gone_if_refused(*ours):
            seen = _seen(source, [(each.st_size, each.st_mtime_ns) for each in about])
        with second:
            by = _by(seen)
            column = _column(seen)
        return None if by is None else source | by | column


@st.cache_data(max_entries=16, show_spinner="Looking at the file …")
def _seen(source: dict[str, str], stamps: list[tuple[int, int]]) -> Seen:
    """A look at the files, once for as long as they do not change; raises BadUpload."""
    del stamps
    return look(asked(source))


def _by(seen: Seen) -> dict[str, str] | None:
    """What images become vectors through, nothing to choose for vectors; None where the encoder
    that is typed cannot be used, which is said.
    """
    if not seen.images:
        return {}
    by = pick_encoder("Images become vectors through", key="make-by", also=PIXELS, asked=USUAL)
    if by not in PIXELS and (wrong := says(by)):
        st.error(wrong, icon=":material/error:")
        return None
    return {"by": by}


def _column(seen: Seen) -> dict[str, str]:
    """Which column of a table is the classes; the others can be coloured by as well."""
    if not seen.choices:
        return {}
    column = st.selectbox(
        "Column with the classes",
        seen.choices,
        index=None,
        placeholder="Told by the columns' names",
        key="make-col",
        help="Every other column can be chosen on the map as its colour.",
    )
    return {"labels": str(column)} if column else {}


def _uploads() -> Path:
    """They stay as long as their maps."""
    return embedding_sets_folder() / "uploads"
