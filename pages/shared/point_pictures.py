"""A set's points on any page: the thumbnail of each, and what it shows in words."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from urllib.parse import quote

import streamlit as st

from core.embeddings import EmbeddingSet
from core.embeddings.shows import columns_of, shown
from pages.serving.embedding_sets import embedding_set_url
from pages.shared.sheet_tiles import SIDE, STYLE, SheetTiles


def tile_of(embedding_set: EmbeddingSet, row: int) -> tuple[SheetTiles, int] | None:
    """The sheet that shows a row, and where on it; None where the set keeps no pictures."""
    about = embedding_set.sheets()
    if about is None:
        return None
    number, place = divmod(row, about.per_sheet)
    held = min(about.per_sheet, about.count - number * about.per_sheet)
    url = f"{embedding_set_url(embedding_set)}{about.files[number]}"
    size = about.columns, about.width, about.height
    return SheetTiles(url, *size, -(-held // about.columns)), place


def draw_points(
    embedding_set: EmbeddingSet,
    rows: Sequence[int],
    captions: Sequence[str],
    *,
    same: str,
    link: Callable[[int], str] | None = None,
) -> None:
    """The points at `rows` with what they show and a caption; a click follows the point's link, or
    pins it on the map.
    """
    said, styles, tiles = words_of(embedding_set, same), dict[str, str](), []
    for row, caption in zip(rows, captions, strict=True):
        found, picture = tile_of(embedding_set, row), ""
        if found is not None:
            sheet, place = found
            styles[sheet.name] = sheet.style()
            picture = sheet.picture(place, said(row))
        address = link(row) if link else map_link(embedding_set, row)
        text = f"{html.escape(said(row))}<br>{html.escape(caption)}"
        tiles.append(
            f'<a href="{html.escape(address, quote=True)}" target="_self" '
            'style="color:inherit;text-decoration:none"><figure '
            f'style="width:{SIDE + 26}px">{picture}<figcaption>{text}</figcaption></figure></a>'
        )
    where = f'class="pictures" tabindex="0" role="group" aria-label="{len(tiles)} images"'
    st.html(f"{STYLE}{''.join(styles.values())}<div {where}>{''.join(tiles)}</div>")


def map_link(embedding_set: EmbeddingSet, row: int) -> str:
    """Of the map with a point pinned."""
    return f"map?cloud={quote(embedding_set.name)}&image={row}"


def words_of(embedding_set: EmbeddingSet, same: str) -> Callable[[int], str]:
    """What the point at a row shows by the column `same`, else its name, else its number."""
    has = same in columns_of(embedding_set)
    known = embedding_set.classes_of(same) if has else ()
    values = shown(embedding_set, same) if has else embedding_set.labels()
    names = embedding_set.names()

    def words(row: int) -> str:
        value = int(values[row])
        if 0 <= value < len(known):
            return known[value]
        return names[row] if names else f"point {row}"

    return words
