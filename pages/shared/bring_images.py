"""A zip or a folder of somebody's own images, taken as a data set."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core import files
from pages.shared.server_path import server_path

if TYPE_CHECKING:
    from core.embeddings.uploads.classes import Taken

LARGEST = 200  # MB
HOW = (
    "A zip, or a folder on the server, with a **folder for each class**: two or more classes, "
    "ten images or more each (JPEG, PNG, WebP, …), 5,000 at most. Three in ten become test "
    "images, unless *test* or *val* stands beside *train*. They stay on this machine until you "
    "delete them."
)


def bring_images(key: str) -> Taken | None:
    """The two fields, and what was just taken; None while there is nothing new.

    Every image is looked at before anything is kept. Raises BadUpload, NotWritten.
    """
    first, second = st.columns(2)
    count = st.session_state.get(f"{key}-count", 0)
    again = f"-{count}" if count else ""
    given = first.file_uploader(
        "Zip", type=["zip"], max_upload_size=LARGEST, key=f"{key}-file{again}"
    )
    place = second.text_input("Or a folder on the server", key=f"{key}-path{again}").strip()
    if given is None and not place:
        return None
    with st.spinner("Looking at every image …"):
        taken = _taken(given, place)
    st.session_state[f"{key}-count"] = count + 1  # the fields are empty again
    return taken


def told(taken: Taken) -> str:
    """What was taken, in a sentence."""
    train, test = (len(taken.known.splits[split]) for split in ("train", "test"))
    return (
        f"{taken.known.title}: {', '.join(taken.known.classes[:8])}; {train:,} training and "
        f"{test:,} test images. {' '.join(taken.notes)}"
    ).strip()


def _taken(given: Any, place: str) -> Taken:
    from core.embeddings.uploads.classes import take

    if given is None:
        path = server_path(place)
        return take(path, path.name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "images.zip"
        files.write(path, lambda part: part.write_bytes(given.getbuffer()), durable=False)
        return take(path, given.name)
