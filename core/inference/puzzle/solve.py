"""A trained net puts the tiles of a picture back, however they were shuffled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import embedding_bag

from core.errors import RunBroken
from core.runs.run import Run
from core.tasks.jigsaw.cut import Cut
from core.tasks.jigsaw.net import ContextFreeNet
from core.tasks.jigsaw.permutations import TILES
from core.tasks.jigsaw.pictures import squares
from core.tasks.jigsaw.tiles import corners, cut_out, standardised

TESTS = 24
"""Known orders in which a guess is put to the test."""
MOST_SWAPS = 8
SURE = 0.25
"""How well its guess must stand the test. Of 240 test pictures the shipped net then restores 79 %
in orders that it was taught and 10 % in others. With .5 it searches although its guess is right,
and finds another order that it likes better: 73 and 13 %. With .1 it hardly searches: 81 and 8 %.
"""
Order = tuple[int, ...]
Said = Callable[[NDArray[np.int64]], Tensor]


@dataclass(frozen=True)
class Guess:
    """An order that the net knows, and how probable it finds it."""

    order: Order
    probability: float


@dataclass(frozen=True)
class Solution:
    """What the net makes of shuffled tiles."""

    guesses: tuple[Guess, ...]
    """The most probable of its orders, best first."""
    places: Order
    """Where each tile belongs: the tile that lies in place k goes to place places[k]."""
    sure: tuple[float, ...]
    """How sure it is of that, tile by tile, 0 to 1, in the order in which they lie."""


class Solver:
    """A finished run's net; raises RunBroken where its files do not fit."""

    def __init__(self, run: Run) -> None:
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        about = run.finished().solver
        if about is None:
            raise RunBroken(f"The run {run.name} (task {run.task}) solves no puzzles.")
        self.cut = Cut(about.cut.tile, about.cut.gap, about.cut.jitter)
        try:
            orders = np.load(run.folder / "orders.npy", allow_pickle=False)
            self.orders: NDArray[np.int64] = orders.astype(np.int64)
            self.net = ContextFreeNet(
                len(orders),
                tile=self.cut.tile,
                width=about.net.width,
                tile_features=about.net.tile_features,
                hidden=about.net.hidden,
            )
            weights = load_file(run.folder / "model.safetensors")
            self.net.load_state_dict({key: value.float() for key, value in weights.items()})
        except (OSError, RuntimeError, ValueError, SafetensorError) as error:
            raise RunBroken(f"The weights of {run.name} cannot be loaded: {error}") from error
        self.net.eval()

    def tiles(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The nine tiles of a picture uint8 [h, w] or [h, w, 3]: uint8 [9, t, t, 3].

        Of the middle square; a smaller one is made larger.
        """
        square = torch.from_numpy(squares(_Single(picture), side=self.cut.side)[0].copy())
        square = square[..., None].expand(-1, -1, 3) if square.ndim == 2 else square
        cut = cut_out(square.movedim(-1, 0)[None], corners(1, self.cut), tile=self.cut.tile)
        return cut[0].movedim(1, -1).contiguous().numpy()

    @torch.inference_mode()
    def solve(self, tiles: NDArray[np.uint8], *, guesses: int = 5) -> Solution:
        """Where tiles uint8 [9, t, t, 3] belong that lie in any order.

        The net tells apart only the orders that it was taught. Its guess is put to the test: the
        tiles are restored by it and shuffled anew in all orders that the net knows; after a right
        guess it names those. Where it does not, other orders are tried: from each of its guesses
        on, two tiles are exchanged for as long as that helps.
        """
        said = self._said(self.net.seen(self._prepared(tiles)[None])[0])
        asked = said(np.arange(TILES)).exp().numpy()
        best = np.argsort(-asked)[:guesses]
        named = tuple(Guess(tuple(map(int, self.orders[b])), float(asked[b])) for b in best)
        places = self.orders[best[0]]
        if self._tests(said, places[None], len(self.orders))[0] < log(SURE):
            tried = np.stack([self._improved(said, begun) for begun in self.orders[best]])
            places = tried[self._tests(said, tried, len(self.orders)).argmax()]
        sure = self._sure(said, places)
        return Solution(named, tuple(map(int, places)), tuple(map(float, sure)))

    @torch.inference_mode()
    def trust(self, tiles: NDArray[np.uint8], orders: Sequence[Order]) -> tuple[float, ...]:
        """How far it trusts each of some pictures that tiles uint8 [9, t, t, 3] make, 0 to 1.

        In each of `orders` the tile in place k goes to the place that it names. The picture is
        shuffled by every order that the net knows: this is the geometric mean of the probability
        that it gives to the right one.
        """
        said = self._said(self.net.seen(self._prepared(tiles)[None])[0])
        tests = self._tests(said, np.array(orders, np.int64), len(self.orders))
        return tuple(map(float, np.exp(tests)))

    def _said(self, features: Tensor) -> Said:
        """What the net says of the tiles with `features` [9, f] in arrangements int64 [..., 9].

        Log probabilities of its orders. What a tile adds to the first dense layer in each place is
        computed once: thousands of arrangements are then quick to look at.
        """
        dense, activation = self.net.fc7[0], self.net.fc7[1]
        assert isinstance(dense, nn.Linear)
        weight = dense.weight.reshape(dense.out_features, TILES, -1)
        adds = torch.einsum("tf,hkf->tkh", features, weight).flatten(0, 1)

        def said(arranged: NDArray[np.int64]) -> Tensor:
            rows = torch.from_numpy(arranged * TILES + np.arange(TILES)).reshape(-1, TILES)
            hidden = activation(embedding_bag(rows, adds, mode="sum") + dense.bias)
            scores: Tensor = self.net.fc8(hidden).log_softmax(1)
            return scores.reshape(*arranged.shape[:-1], len(self.orders))

        return said

    def _improved(self, said: Said, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Exchange the two tiles whose exchange helps most, until none does."""
        swaps = np.array(list(combinations(range(TILES), 2)))
        for _ in range(MOST_SWAPS):
            tried = np.repeat(places[None], len(swaps) + 1, axis=0)
            rows = np.arange(len(swaps))[:, None]
            tried[rows, swaps] = places[swaps[:, ::-1]]
            found = int(self._tests(said, tried, TESTS).argmax())
            if found == len(swaps):
                break
            places = tried[found]
        return places

    def _tests(self, said: Said, tried: NDArray[np.int64], count: int) -> NDArray[np.float64]:
        """How well each of `tried` int64 [n, 9], where the tiles belong, stands `count` tests: the
        mean log probability of the right order, [n].
        """
        known = np.unique(np.linspace(0, len(self.orders) - 1, count).astype(int))
        shown = np.argsort(tried, axis=1)[:, self.orders[known]]
        right = said(shown)[:, np.arange(len(known)), known]
        result: NDArray[np.float64] = right.double().mean(1).numpy()
        return result

    def _sure(self, said: Said, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """How probable the net finds each tile's place, over all orders that it knows: [9]."""
        named = said(np.argsort(places)[self.orders]).exp().double()
        same = self.orders[:, None] == self.orders[None]
        agrees = torch.einsum("pq,pqk->pk", named, torch.from_numpy(same).double()).numpy()
        sure = np.zeros(TILES)
        for order, own in zip(self.orders, agrees, strict=True):
            sure[order] += own / len(self.orders)
        result: NDArray[np.float64] = sure[places]
        return result

    def _prepared(self, tiles: NDArray[np.uint8]) -> Tensor:
        return standardised(torch.from_numpy(tiles).movedim(-1, 1).float() / 255)


class _Single:
    """One image of any size, as the images of a data set are asked for."""

    def __init__(self, image: NDArray[np.uint8]) -> None:
        self.image = image

    def __len__(self) -> int:
        return 1

    def __getitem__(self, index: object, /) -> NDArray[np.uint8]:
        return self.image
