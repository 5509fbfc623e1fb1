"""A grid of clickable images, all cut from one thumbnail sheet."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.training.runs import Run
from pages.serving.thumbs import sheet_url

_HERE = Path(__file__).parent
_grid = st.components.v2.component(
    "embedscope.tile_grid",
    html='<div class="tiles"></div>',
    css=(_HERE / "tile_grid.css").read_text(encoding="utf-8"),
    js=(_HERE / "tile_grid.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Tile:
    """One image: its number on the sheet, its class, and a few words under it."""

    image: int
    label: int
    note: str = ""


def tile_grid(
    run: Run,
    tiles: Sequence[Tile],
    *,
    classes: Sequence[str],
    colours: Sequence[str],
    key: str,
    size: int = 48,
    chosen: int | None = None,
    on_click: Callable[[int], None] | None = None,
    split: str = "test",
) -> None:
    """Draw the tiles, `size` pixels each; `on_click` gets the number of a clicked image.

    Without a sheet the tiles are blank, in their classes' colours.
    """
    sheet = run.thumbs(split)
    data = {
        "sheet": sheet_url(run, split),
        "columns": sheet.columns if sheet else 1,
        "width": sheet.width if sheet else 1,
        "height": sheet.height if sheet else 1,
        "count": sheet.count if sheet else 1,
        "size": size,
        "classes": list(classes),
        "colours": list(colours),
        "tiles": [[tile.image, tile.label, tile.note] for tile in tiles],
        "chosen": chosen,
    }

    def clicked() -> None:
        image = st.session_state[key].get("clicked")
        if image is not None and on_click is not None:
            on_click(int(image))

    # As bytes: for anything else Streamlit imports pandas, to see whether a table is among it.
    _grid(data=json.dumps(data).encode(), key=key, on_clicked_change=clicked)
