"""Somebody's own images, in an archive, a table or a folder, taken as a data set."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core import files
from core.data.own_division import Division
from pages.shared.server_path import server_path

if TYPE_CHECKING:
    from core.embeddings.uploads.classes import Taken

LARGEST = 200  # MB
ENDINGS = ["zip", "tar", "gz", "tgz", "bz2", "xz", "parquet"]
HOW = (
    "A zip, tar or Hugging Face Parquet, or a folder or table of paths on the server, with a "
    "**folder for each class** or a `metadata.csv` (file_name, label): two or more classes, ten "
    "images or more each (JPEG, PNG, WebP, …), 5,000 at most. *Train*, *val* and *test* folders, "
    "or a column *split*, are kept; else three in ten become test images. They stay on this "
    "machine until you delete them."
)
NAMED = {"train": "training", "validation": "validation", "test": "test"}
DRAWN, UNSEEN = "images of each class", "whole classes, unseen in training"


def bring_images(key: str) -> Taken | None:
    """The fields, and what was just taken; None while there is nothing new.

    Every image is looked at before anything is kept. Raises BadUpload, NotWritten.
    """
    with st.expander("Classes and test images", icon=":material/tune:"):
        label, division = _options(key)
    first, second = st.columns(2)
    count = st.session_state.get(f"{key}-count", 0)
    again = f"-{count}" if count else ""
    given = first.file_uploader(
        "Zip, tar or Parquet", type=ENDINGS, max_upload_size=LARGEST, key=f"{key}-file{again}"
    )
    place = second.text_input("Or a folder or file on the server", key=f"{key}-path{again}").strip()
    if given is None and not place:
        return None
    with st.spinner("Looking at every image …"):
        taken = _taken(given, place, label, division)
    st.session_state[f"{key}-count"] = count + 1  # the fields are empty again
    return taken


def told(taken: Taken) -> str:
    """What was taken, in a sentence."""
    known = taken.known
    counts = [f"{len(rows):,} {NAMED[part]}" for part, rows in known.splits.items()]
    named = ", ".join(known.classes[:8]) + (", …" if len(known.classes) > 8 else "")
    listed = f"{', '.join(counts[:-1])} and {counts[-1]} images"
    return f"{known.title}: {named}; {listed}. {' '.join(taken.notes)}".strip()


def _options(key: str) -> tuple[str | None, Division]:
    """What the files do not say: the column of the classes, and how test images are drawn."""
    first, second, third, fourth = st.columns(4)
    label = first.text_input(
        "Column with the classes",
        key=f"{key}-label",
        placeholder="label",
        help="Of the table beside the images. Empty: a column called label or class, else the "
        "folders.",
    )
    how = second.selectbox(
        "Test on",
        [DRAWN, UNSEEN],
        key=f"{key}-how",
        help="Unseen classes measure an embedding: can it tell apart what it never learned? "
        "Folders or a column that say train and test go before images drawn from each class.",
    )
    group = third.text_input(
        "Keep together",
        key=f"{key}-group",
        placeholder="a column",
        help="A column such as patient or person: none of its groups stands on both sides.",
    )
    seed = fourth.number_input("Seed", 0, 2**31 - 1, 0, key=f"{key}-seed")
    return label.strip() or None, Division(how == UNSEEN, group.strip() or None, int(seed))


def _taken(given: Any, place: str, label: str | None, division: Division) -> Taken:
    from core.embeddings.uploads.classes import take

    if given is None:
        path = server_path(place)
        return take(path, path.name, label=label, division=division)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "images"
        files.write(path, lambda part: part.write_bytes(given.getbuffer()), durable=False)
        return take(path, given.name, label=label, division=division)
