"""Maps that a page shows as one HTML file: their files found, their way thinned, licences kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.data.catalogue import called
from core.data.licence import WITHHELD, licence_of, may_be_passed_on
from core.embeddings import EmbeddingSet
from embedscope import __version__
from pages.components.map_file import Neighbours, map_file
from pages.components.point_map import Given, Pane, Stop, View
from pages.serving.embedding_sets import embedding_set_url

NEIGHBOURS = 8
"""Of each point: so many travel along."""
WAY = 4_000_000
"""Bytes of points that the stops of a pane may have together; of more every second, and so on."""
READ = (
    "Each point is an image where the net places it: near means alike to the net. Point at one to "
    "see it, click to pin it with its nearest in the original space, draw a lasso to see a group."
)


def map_page(
    sets: Sequence[EmbeddingSet],
    panes: Sequence[Pane],
    *,
    near: Neighbours,
    view: View,
    title: str,
    says: Sequence[str],
    told: Sequence[str],
    given: Sequence[Given] = (),
    near_told: str = "",
    below: Sequence[str] = (),
) -> bytes:
    """The file; raises EmbeddingSetBroken.

    Args:
        sets: whose maps the panes show; the first one's points, pictures and columns are shown.
        panes: as `point_map` takes them.
        near: as `map_file` takes them.
        view: what it opens on.
        title: its heading.
        says: sentences above the maps, before how a map is read.
        told: sentences below them, behind where the points come from.
        given: columns beside the set's own.
        near_told: a sentence on the neighbours.
        below: HTML between the maps and what is told, as `core.figures.page_parts` makes it.
    """
    first = sets[0]
    thin = [replace(pane, stops=_thinned(pane, first)) for pane in panes]
    places = {embedding_set_url(each): each.folder for each in sets}
    files = {
        stop.url: folder / stop.url.removeprefix(base)
        for pane in thin
        for stop in pane.stops
        for base, folder in places.items()
        if stop.url.startswith(base)
    }
    pictures = all(may_be_passed_on(each.about()["data"] or "") for each in sets)
    return map_file(
        first,
        thin,
        base=embedding_set_url(first),
        files=files,
        near=near,
        view=view,
        pictures=pictures,
        title=title,
        says=[*says, READ],
        told=[*dict.fromkeys(map(_source, sets)), "" if pictures else WITHHELD, *told, made_by()],
        given=given,
        near_told=near_told,
        below=below,
    )


def made_by() -> str:
    """By which version a file was made."""
    return f"Made by Embedscope {__version__}."


def _source(embedding_set: EmbeddingSet) -> str:
    about = embedding_set.about()
    data = about["data"] or ""
    source = f" of {called(data)} (licence: {licence_of(data)})" if data else ""
    return (
        f"{about['title']}: {about['count']:,} points in {about['dimension']:,} dimensions{source}."
    )


def _thinned(pane: Pane, embedding_set: EmbeddingSet) -> Sequence[Stop]:
    """Of a long way evenly so many stops as fit, the last among them."""
    most = max(1, WAY // (12 * int(embedding_set.about()["count"])))
    if len(pane.stops) <= most:
        return pane.stops
    at = np.unique(np.linspace(0, len(pane.stops) - 1, most).round().astype(int))
    return [pane.stops[i] for i in at] if most > 1 else pane.stops[-1:]
