"""Both sides' maps, laid on each other and linked: what is done on one is seen on the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.comparison.compared import Compared
from core.comparison.matched import Rows
from core.comparison.one_image import near_image
from core.comparison.sides import Side
from core.embeddings import Column, Map
from core.embeddings.maps import opening_map
from core.embeddings.parts import LARGE
from core.embeddings.sources import first_map
from core.metrics.decimal import decimal
from embedscope.drawing.align import align, turn_onto
from pages.compare.ask import Asked
from pages.components.point_map import Given, Pane, Seen, Stop, array_url, point_map
from pages.serving.embedding_sets import embedding_set_url
from pages.shared.controls import bound_select
from pages.shared.map_titles import map_title
from pages.shared.map_view import asked_view, keep_view

HEIGHT = 480
"""Of a map, in pixels: the verdict above and what is pinned below want to be seen with it."""
CARD = 12
"""Neighbours on the card of a pinned image."""
OVERLAP, CHANGE = "overlap", "change"
CHANGES = ("both right", "only the first right", "only the second right", "both wrong")
COLOURS = ("#97a3af", "#d96a00", "#1f7ae0", "#8e5bb5")
"""Orange for what the second loses, blue for what it gains."""


@dataclass(frozen=True)
class Maps:
    """Both maps as they are drawn."""

    panes: Sequence[Pane]
    given: Sequence[Given]
    told: str
    """How the second was laid on the first."""


def draw_maps(asked: Asked, found: Compared) -> tuple[Seen, Maps]:
    """The maps, linked; what is pinned and selected on them, and what was drawn."""
    maps = _chosen(asked)
    given, usual = _columns(asked, found), CHANGE if found.classes else OVERLAP
    of, key = asked.first.embedding_set, f"compare-{asked.names}"
    panes, told = _panes(asked, found, maps)
    view, at = asked_view(of, key, given=given, usual=usual)
    places = np.full(of.about()["count"], -1)
    places[found.first] = np.arange(len(found.first))
    seen = point_map(
        of,
        panes,
        key=key,
        near=lambda row: _near(asked, found, int(places[row])),
        near_told=f"In {asked.titles[0]}.",
        view=view,
        at=at,
        linked=True,
        height=HEIGHT,
        given=given,
    )
    keep_view(of, seen.view, given=given, usual=usual)
    st.caption(told)
    return seen, Maps(panes, given, told)


def _columns(asked: Asked, found: Compared) -> list[Given]:
    """Shared neighbours and who is right, of every point of the first side's set."""
    count = asked.first.embedding_set.about()["count"]
    overlap, change = np.full(count, np.nan, np.float32), np.full(count, -1)
    overlap[found.first] = found.overlap
    change[found.first] = found.change
    title = f"shared of {asked.k} neighbours (Jaccard)"
    return [
        Given(Column(OVERLAP, "number", title), overlap),
        Given(Column(CHANGE, "class", "whose vote is right", CHANGES), change, COLOURS),
    ]


def _chosen(asked: Asked) -> tuple[Map, Map]:
    """A map of each, of one method where both have such; a choice where a set has several."""
    sides, row = asked.sides, st.container(horizontal=True)
    every = [_maps(side) for side in sides]
    chosen = []
    for place, (side, maps) in enumerate(zip(sides, every, strict=True)):
        usual, name = _usual(maps, every[1 - place]), ""
        if len(maps) > 1 and side.step is None:
            titles = {each: map_title(one) for each, one in maps.items()}
            with row, st.container(width=420):
                name = bound_select(
                    f"Map of {asked.titles[place]}",
                    list(maps),
                    key=("map", "beside")[place],
                    default=usual,
                    titles=titles.__getitem__,
                )
        chosen.append(maps[name or usual])
    return chosen[0], chosen[1]


def _maps(side: Side) -> dict[str, Map]:
    """A side's maps; where it has none yet, the one that costs nothing is made."""
    of = side.embedding_set
    if not of.maps():
        first_map(of, of.vectors())
    return of.maps()


def _usual(maps: dict[str, Map], others: dict[str, Map]) -> str:
    """What a side opens on: two maps by one method can be compared, two by others hardly."""
    theirs = {each.about().get("method") for each in others.values()}
    alike = {name: each for name, each in maps.items() if each.about().get("method") in theirs}
    return str(opening_map(alike) or opening_map(maps))


def _panes(asked: Asked, found: Compared, maps: tuple[Map, Map]) -> tuple[list[Pane], str]:
    """Both panes, the second turned to lie as the first; and what that says."""
    sides = asked.sides
    stops = [_stop(side, one) for side, one in zip(sides, maps, strict=True)]
    points = [_points(side, one) for side, one in zip(sides, maps, strict=True)]
    one, other = points[0][found.first], points[1][found.second]
    told = "The second map has another number of dimensions: it lies as it was made."
    methods = {each.about().get("method") for each in maps}
    if one.shape == other.shape:
        far = align(other, one).disparity
        told = (
            f"The second map is turned, mirrored and scaled to lie on the first (Procrustes); what "
            f"differs after that is {decimal(min(far, 1.0))} of the spread (0: the same map, 1: "
            "nothing in common). Hover, pin or lasso in one shows in the other."
        )
        if len(methods) > 1:
            told += " They were made by different methods: part of what differs is theirs."
        stops[1] = replace(stops[1], turn=turn_onto(other, one))
    if not _in_order(found) or len(points[0]) != len(points[1]):
        if len(points[0]) > LARGE:
            alone = "Only the first map is shown: the sets differ, and are too large to match here."
            return [Pane(asked.titles[0], [stops[0]])], alone
        stops[1] = replace(stops[1], url=array_url(_placed(other, found.first, len(points[0]))))
    titles = [f"{title}: {map_title(one)}" for title, one in zip(asked.titles, maps, strict=True)]
    return [Pane(title, [stop]) for title, stop in zip(titles, stops, strict=True)], told


def _stop(side: Side, of: Map) -> Stop:
    file = "points" if side.step is None else f"frames/{side.step:06d}"
    return Stop(f"{embedding_set_url(side.embedding_set)}maps/{of.name}/{file}.npy")


def _points(side: Side, of: Map) -> NDArray[np.float32]:
    if side.step is None:
        return of.points()
    from core.files import read_array

    return read_array(of.folder / f"frames/{side.step:06d}.npy", axes=2)


def _in_order(found: Compared) -> bool:
    return np.array_equal(found.first, found.second)


def _placed(points: NDArray[np.float32], rows: Rows, count: int) -> NDArray[np.float32]:
    """The second side's points at the first's rows; what it does not have has no place."""
    placed = np.full((count, points.shape[1]), np.nan, np.float32)
    placed[rows] = points
    return placed


def _near(asked: Asked, found: Compared, place: int) -> list[tuple[int, float]]:
    """A pinned image's neighbours in the first side, for the card."""
    if place < 0:
        return []
    rows = found.first, found.second
    near = near_image(
        asked.first, asked.second, rows, place, k=asked.k, by=str(asked.question["by"])
    )
    at = found.first[near.rows[0]].tolist()
    return list(zip(at, near.distances[0].tolist(), strict=True))[:CARD]
