"""The pairs that were hardest, side by side as pictures."""

from __future__ import annotations

import html

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings import EmbeddingSet
from pages.shared.point_pictures import map_link, tile_of, words_of
from pages.shared.sheet_tiles import STYLE

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
    said_of = words_of(embedding_set, same)
    tiles, styles = [], {}
    for (left, right), score in zip(rows[:SHOWN].tolist(), scores, strict=False):
        said = [said_of(row) for row in (left, right)]
        pictures = []
        for row, words in zip((left, right), said, strict=True):
            found = tile_of(embedding_set, row)
            if found is not None:
                sheet, place = found
                styles[sheet.name] = sheet.style()
                pictures.append(sheet.picture(place, words))
        words = " / ".join(dict.fromkeys(said))
        link = map_link(embedding_set, left)
        tiles.append(
            f'<a href="{html.escape(link, quote=True)}" target="_self"><figure>'
            f"<div>{''.join(pictures)}</div><figcaption>{html.escape(words)}<br>{score:.5g}"
            "</figcaption></figure></a>"
        )
    where = f'class="pictures pairs" tabindex="0" role="group" aria-label="{html.escape(name)}"'
    st.html(f"{STYLE}{_PAIRS}{''.join(styles.values())}<div {where}>{''.join(tiles)}</div>")
