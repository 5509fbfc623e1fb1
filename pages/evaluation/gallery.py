"""Test images of a run in a row: cut from its thumbnail sheet, else from the data set."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.runs.run import Run, Thumbs
from pages.serving.thumbs import sheet_url
from pages.shared.sheet_tiles import SIDE, STYLE, SheetTiles

MOST = 60


def gallery(run: Run, rows: NDArray[np.int64], captions: Sequence[str], *, key: str) -> None:
    """Show the test images at `rows` with a caption each; or say what is missing."""
    try:
        sheet, places = _sheet(run, rows)
    except EmbedscopeError as error:
        st.info(f"The images cannot be shown: {error}", icon=":material/hide_image:")
        _numbers(rows, captions)
        return
    tiles = "".join(
        _tile(sheet, place, int(row), caption)
        for place, row, caption in zip(places, rows, captions, strict=True)
    )
    keyed = html.escape(key, quote=True)
    named = f'tabindex="0" role="group" aria-label="{len(captions)} test images"'
    where = f'class="pictures" data-key="{keyed}" {named}'
    st.html(f"{STYLE}{sheet.style()}<div {where}>{tiles}</div>")


def warm(run: Run) -> None:
    """Read the data set now, where the run has no sheet, so that the next click need not wait."""
    from core.runs.test_images import images_of_test

    if _own(run) is None:
        try:
            images_of_test(run)
        except EmbedscopeError:  # said where the pictures would be
            return


def _sheet(run: Run, rows: NDArray[np.int64]) -> tuple[SheetTiles, Sequence[int]]:
    """The sheet on which the rows lie, and where."""
    own, url = _own(run), sheet_url(run)
    if own is not None and url is not None:
        lines = -(-own.count // own.columns)
        return SheetTiles(url, own.columns, own.width, own.height, lines), rows.tolist()
    from core.data.sizes import Frame, letterboxed
    from core.runs.test_images import images_of_test
    from embedscope.thumbnails import Sheet

    shown = images_of_test(run).images
    first = np.asarray(shown[int(rows[0])])
    frame = Frame.of([first], side=SIDE)
    frame = Frame(SIDE, SIDE, colour=first.ndim == 3) if max(first.shape[:2]) > SIDE else frame
    made = Sheet.of(np.stack([letterboxed(np.asarray(shown[int(row)]), frame) for row in rows]))
    address = f"data:image/webp;base64,{base64.b64encode(made.picture).decode()}"
    about = made.geometry
    lines = -(-len(rows) // about["columns"])
    size = about["columns"], about["width"], about["height"]
    return SheetTiles(address, *size, lines), range(len(rows))


def _own(run: Run) -> Thumbs | None:
    """The run's sheet of all of its test images."""
    found = run.thumbs("test")
    return found if found is not None and found.count == len(run.labels("test")) else None


def _tile(sheet: SheetTiles, place: int, row: int, caption: str) -> str:
    picture = sheet.picture(place, f"test image {row}: {caption}")
    text = html.escape(caption)
    return f'<figure style="width:{SIDE + 6}px">{picture}<figcaption>{text}</figcaption></figure>'


def _numbers(rows: NDArray[np.int64], captions: Sequence[str]) -> None:
    words = [f"№ {row}: {caption}" for row, caption in zip(rows.tolist(), captions, strict=True)]
    st.caption(" · ".join(words[:20]))
