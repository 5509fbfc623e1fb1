"""The pairs that were hardest, side by side as pictures."""

from __future__ import annotations

import html
from urllib.parse import quote

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet
from pages.serving.embedding_sets import embedding_set_url
from pages.shared.sheet_tiles import STYLE, SheetTiles

SHOWN = 24
_PAIRS = """<style>
.pairs figure { border: 1px solid var(--look-border); border-radius: 8px; padding: 6px; }
.pairs figure > div { display: flex; gap: 4px; justify-content: center; }
.pairs figcaption { max-width: 148px; margin-top: 4px; }
.pairs a { color: inherit; text-decoration: none; }
</style>"""


def draw_pairs(
    embedding_set: EmbeddingSet,
    rows: NDArray[np.int64],
    scores: NDArray[np.floating],
    *,
    same: str,
    name: str,
) -> None:
    """Pairs of rows [k, 2] with their scores [k]; a click on one opens the map with it pinned."""
    labels, names = _labels(embedding_set, same), embedding_set.names()
    tiles, styles = [], {}
    for (left, right), score in zip(rows[:SHOWN].tolist(), scores, strict=False):
        said = [_said(row, labels, names) for row in (left, right)]
        pictures = []
        for row, words in zip((left, right), said, strict=True):
            found = _tile(embedding_set, row)
            if found is not None:
                sheet, place = found
                styles[sheet.name] = sheet.style()
                pictures.append(sheet.picture(place, words))
        words = " / ".join(dict.fromkeys(said))
        link = f"map?cloud={quote(embedding_set.name)}&image={left}"
        tiles.append(
            f'<a href="{html.escape(link, quote=True)}" target="_self"><figure>'
            f"<div>{''.join(pictures)}</div><figcaption>{html.escape(words)}<br>{score:.3f}"
            "</figcaption></figure></a>"
        )
    where = f'class="pictures pairs" tabindex="0" role="group" aria-label="{html.escape(name)}"'
    st.html(f"{STYLE}{_PAIRS}{''.join(styles.values())}<div {where}>{''.join(tiles)}</div>")


def _labels(embedding_set: EmbeddingSet, same: str) -> list[str]:
    """What each row shows, in words."""
    known = embedding_set.classes_of(same)
    values = embedding_set.labels() if same == "class" else embedding_set.column(same)
    return [known[value] if 0 <= value < len(known) else "" for value in values.tolist()]


def _said(row: int, labels: list[str], names: list[str] | None) -> str:
    return labels[row] or (names[row] if names else f"point {row}")


def _tile(embedding_set: EmbeddingSet, row: int) -> tuple[SheetTiles, int] | None:
    """The sheet that shows a row, and where on it."""
    about = embedding_set.sheets()
    if about is None:
        return None
    number, place = divmod(row, about.per_sheet)
    held = min(about.per_sheet, about.count - number * about.per_sheet)
    url = f"{embedding_set_url(embedding_set)}{about.files[number]}"
    size = about.columns, about.width, about.height
    return SheetTiles(url, *size, -(-held // about.columns)), place
