"""Nine tiles of a picture on a table: in what order they lie, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.errors import EmbedscopeError
from core.tasks.jigsaw.cut import EDGE, Cut
from core.tasks.jigsaw.permutations import TILES

SHOWN = 128
"""Edge of a tile as a person sees it, about, in pixels."""
Order = tuple[int, ...]
Pixels = NDArray[np.uint8]
SOLVED: Order = tuple(range(TILES))


@dataclass(frozen=True, eq=False)
class Board:
    """The tiles in their right places, and the order in which they lie."""

    seen: Pixels
    """What the net sees of them: uint8 [9, t, t, 3]."""
    shown: Pixels
    """The same parts of the picture, larger, for people: uint8 [9, s, s, 3]."""
    square: Pixels
    """What the tiles were cut from: uint8 [w, w, 3]."""
    order: Order = SOLVED
    """Place k shows tile order[k]."""

    def arranged(self, order: Sequence[int]) -> Board:
        """The same tiles in another order; raises EmbedscopeError where it is none."""
        if sorted(order) != list(SOLVED):
            raise EmbedscopeError(
                f"An order names each of the tiles 0 to {TILES - 1} once, not {list(order)}."
            )
        return replace(self, order=tuple(map(int, order)))

    def lying(self) -> Pixels:
        """What the net sees of the tiles as they lie: uint8 [9, t, t, 3]."""
        return self.seen[list(self.order)]

    def right(self, places: Sequence[int]) -> tuple[bool, ...]:
        """Whether each lying tile goes to its place, where that in place k goes to places[k].

        Of tiles that look the same to the net, each may take the other's place.
        """
        pairs = zip(self.order, places, strict=True)
        return tuple(np.array_equal(self.seen[own], self.seen[given]) for own, given in pairs)

    def restored(self, places: Sequence[int]) -> Pixels:
        """The tiles at the places that they are given, for people: uint8 [9, s, s, 3]."""
        restored = np.empty_like(self.shown)
        restored[list(places)] = self.shown[list(self.order)]
        return restored


def board_of(photo: Image.Image, seen: Pixels, cut: Cut) -> Board:
    """The tiles of a photo's middle square; `seen` are those that the net was given."""
    from core.tasks.jigsaw.tiles import corners

    factor = max(1, round(SHOWN / cut.tile))
    short = min(photo.size)
    left, top = (photo.width - short) // 2, (photo.height - short) // 2
    side = cut.side * factor
    square = np.asarray(
        photo.convert("RGB").resize(
            (side, side), Image.Resampling.BICUBIC, box=(left, top, left + short, top + short)
        )
    )
    edge = cut.tile * factor
    places = (corners(1, cut)[0] * factor).tolist()
    shown = np.stack([square[y : y + edge, x : x + edge] for y, x in places])
    return Board(seen, shown, square)


def is_taught(orders: NDArray[np.int64], order: Sequence[int]) -> bool:
    """Whether the order is a row of int64 [n, 9]."""
    return bool((orders == np.asarray(order)).all(1).any())


def taught_order(orders: NDArray[np.int64], draw: np.random.Generator) -> Order:
    """One of the rows of int64 [n, 9], but not the first, the solved one."""
    return tuple(map(int, orders[draw.integers(1, len(orders))]))


def other_order(orders: NDArray[np.int64], draw: np.random.Generator) -> Order:
    """An order that is none of the rows."""
    while True:
        order = tuple(map(int, draw.permutation(TILES)))
        if not is_taught(orders, order):
            return order


def exchanges(places: Sequence[int], sure: Sequence[float]) -> list[Order]:
    """How the tiles come to their places, the surest first: where they lie after every exchange.

    The tile that lies in place k goes to places[k], in exchange for what lies there. Each entry
    says where the tile that lay in place k lies now; the first is the beginning, the last `places`.
    """
    now = list(SOLVED)
    steps = [tuple(now)]
    for tile in np.argsort(-np.asarray(sure), kind="stable"):
        goal = places[tile]
        if now[tile] != goal:
            now[now.index(goal)] = now[tile]
            now[tile] = goal
            steps.append(tuple(now))
    return steps


def assembled(tiles: NDArray[np.uint8], *, gap: int, paper: int = 255) -> NDArray[np.uint8]:
    """Tiles uint8 [9, t, t, 3] in their places with a gap around them: a picture of both."""
    edge = tiles.shape[1]
    step = edge + gap
    side = EDGE * step + gap
    picture = np.full((side, side, 3), paper, np.uint8)
    for place, tile in enumerate(tiles):
        row, column = divmod(place, EDGE)
        top, left = gap + row * step, gap + column * step
        picture[top : top + edge, left : left + edge] = tile
    return picture
