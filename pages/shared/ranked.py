"""Points side by side, which are right and which are wrong: a query's nearest, or any others."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from core.embeddings import EmbeddingSet
from pages.shared.point_pictures import map_link, tile_of, words_of
from pages.shared.sheet_tiles import STYLE

_ROWS = """<style>
.ranked { overflow-x: auto; }
.ranked a { color: inherit; text-decoration: none; }
.ranked .line { display: flex; align-items: flex-end; gap: 6px;
  padding: 6px 0; border-bottom: 1px solid var(--look-border); width: max-content; }
.ranked figure { margin: 0; width: 70px; }
.ranked figure.asked { width: 96px; margin-right: 10px; }
.ranked figure > b { display: block; border-radius: 6px; border: 3px solid var(--look-wrong);
  min-height: 6px; }
.ranked figure.right > b { border-color: var(--look-right); }
.ranked figure.asked > b, .ranked figure.plain > b { border-color: transparent; }
.ranked { --look-right: #1a8f5a; --look-wrong: #c2382f; }
.ranked figcaption { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
</style>"""


@dataclass(frozen=True)
class Query:
    """A row, its nearest, which of them are right, and what is said of it."""

    row: int
    nearest: Sequence[int]
    right: Sequence[bool]
    told: str


def draw_ranked(embedding_set: EmbeddingSet, queries: Sequence[Query], *, same: str) -> None:
    """One line a query; a click opens the map with it pinned."""
    said, styles, lines = words_of(embedding_set, same), dict[str, str](), []
    for query in queries:
        told = f"{html.escape(said(query.row))}<br>{html.escape(query.told)}"
        figures = [
            _figure(embedding_set, query.row, said(query.row), styles, "asked", told),
            *_judged(embedding_set, query.nearest, query.right, said, styles),
        ]
        link = html.escape(map_link(embedding_set, query.row), quote=True)
        line = f'<a class="line" href="{link}" target="_self">{"".join(figures)}</a>'
        lines.append(line)
    _draw("Queries, nearest first", styles, lines)


def draw_line(
    embedding_set: EmbeddingSet,
    rows: Sequence[int],
    right: Sequence[bool] | None,
    *,
    same: str,
    name: str,
    link: Callable[[int], str],
) -> None:
    """One line of points, right and wrong ones marked where that is known; a click on one follows
    its link.
    """
    said, styles = words_of(embedding_set, same), dict[str, str]()
    figures = _judged(embedding_set, rows, right, said, styles)
    linked = [
        f'<a href="{html.escape(link(row), quote=True)}" target="_self">{figure}</a>'
        for row, figure in zip(rows, figures, strict=True)
    ]
    _draw(name, styles, [f'<div class="line">{"".join(linked)}</div>'])


def _draw(name: str, styles: dict[str, str], lines: list[str]) -> None:
    label = html.escape(name, quote=True)
    where = f'class="pictures ranked" tabindex="0" role="group" aria-label="{label}"'
    style = f"{STYLE}{_ROWS}{''.join(styles.values())}"
    st.html(f'{style}<div {where} style="display:block">{"".join(lines)}</div>')


def _judged(
    embedding_set: EmbeddingSet,
    rows: Sequence[int],
    right: Sequence[bool] | None,
    said: Callable[[int], str],
    styles: dict[str, str],
) -> list[str]:
    figures = []
    for place, row in enumerate(rows):
        words = said(row)
        if right is None:
            text = html.escape(words)
            figures.append(_figure(embedding_set, row, words, styles, "plain", text))
            continue
        is_right = right[place]
        label = f"{words}, {'right' if is_right else 'wrong'}"
        kind, sign = ("right", "✓") if is_right else ("wrong", "✗")
        text = f"{sign} {html.escape(words)}"
        figures.append(_figure(embedding_set, row, label, styles, kind, text))
    return figures


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
