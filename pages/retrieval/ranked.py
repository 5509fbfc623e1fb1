"""A query and its nearest, side by side: which are right, which are wrong."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.embeddings import EmbeddingSet
from core.metrics.decimal import decimal
from pages.shared.point_pictures import map_link, tile_of, words_of
from pages.shared.sheet_tiles import STYLE

_ROWS = """<style>
.ranked { overflow-x: auto; }
.ranked a { color: inherit; text-decoration: none; display: flex; align-items: flex-end; gap: 6px;
  padding: 6px 0; border-bottom: 1px solid var(--look-border); width: max-content; }
.ranked figure { margin: 0; width: 70px; }
.ranked figure.asked { width: 96px; margin-right: 10px; }
.ranked figure > b { display: block; border-radius: 6px; border: 3px solid var(--look-wrong);
  min-height: 6px; }
.ranked figure.right > b { border-color: var(--look-right); }
.ranked figure.asked > b { border-color: transparent; }
.ranked { --look-right: #1a8f5a; --look-wrong: #c2382f; }
.ranked figcaption { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
</style>"""


@dataclass(frozen=True)
class Query:
    """A row, its nearest, which of them are right, and its AP@R."""

    row: int
    nearest: Sequence[int]
    right: Sequence[bool]
    average_precision: float


def draw_ranked(embedding_set: EmbeddingSet, queries: Sequence[Query], *, same: str) -> None:
    """One line a query; a click opens the map with it pinned."""
    said, styles, lines = words_of(embedding_set, same), dict[str, str](), []
    for query in queries:
        told = f"{html.escape(said(query.row))}<br>AP {decimal(query.average_precision)}"
        figures = [_figure(embedding_set, query.row, said(query.row), styles, "asked", told)]
        for row, right in zip(query.nearest, query.right, strict=True):
            words = said(row)
            label = f"{words}, {'right' if right else 'wrong'}"
            kind, sign = ("right", "✓") if right else ("wrong", "✗")
            text = f"{sign} {html.escape(words)}"
            figures.append(_figure(embedding_set, row, label, styles, kind, text))
        link = html.escape(map_link(embedding_set, query.row), quote=True)
        lines.append(f'<a href="{link}" target="_self">{"".join(figures)}</a>')
    where = 'class="pictures ranked" tabindex="0" role="group" aria-label="Queries, nearest first"'
    style = f"{STYLE}{_ROWS}{''.join(styles.values())}"
    st.html(f'{style}<div {where} style="display:block">{"".join(lines)}</div>')


def _figure(
    embedding_set: EmbeddingSet,
    row: int,
    label: str,
    styles: dict[str, str],
    kind: str,
    text: str,
) -> str:
    found, picture = tile_of(embedding_set, row), ""
    if found is not None:
        sheet, place = found
        styles[sheet.name] = sheet.style()
        picture = sheet.picture(place, label)
    return f'<figure class="{kind}"><b>{picture}</b><figcaption>{text}</figcaption></figure>'
