"""A Context-Free Network in training: puzzles of pictures, asked in orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from core.errors import BadRecipe
from core.progress import Progress
from core.recipes.recipe import Recipe, of_kind
from core.runs.card import RunCard
from core.runs.run import Run
from core.tasks.jigsaw import evaluate
from core.tasks.jigsaw.net import ContextFreeNet
from core.tasks.jigsaw.pictures import make_splits
from core.tasks.jigsaw.puzzles import Puzzles
from core.tasks.jigsaw.settings import JigsawRecipe
from core.tasks.jigsaw.tiles import shuffled
from core.training.batches import Batches
from core.training.device import place
from core.training.modes import evaluating
from core.training.rng import draw_from, fold_in, generator
from core.training.take_weights import take_weights
from core.training.task import Task
from core.training.trainer import Trainer

AT_ONCE = 64


def together(recipes: Sequence[Recipe]) -> bool:
    """Puzzles are learned by one net at a time: they fill a machine."""
    return len(recipes) == 1


def tasks(runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool]) -> list[Jigsaw]:
    """The runs with their pictures; raises BadRecipe and the data's errors."""
    del progress, stop
    return [Jigsaw(run, of_kind(run.recipe(), JigsawRecipe)) for run in runs]


@dataclass(frozen=True)
class Asked:
    """Tiles in their right places [n, 9, 3, t, t], and the asked orders, int64 [n, orders]."""

    tiles: Tensor
    which: Tensor


class Jigsaw(Task):
    """Trains a net to say in which order it sees a picture's tiles."""

    LOGGED = 200
    LOOKS = 40
    ONE_ROW = True

    recipe: JigsawRecipe
    model: ContextFreeNet

    def __init__(self, run: Run, recipe: JigsawRecipe) -> None:
        super().__init__(run, recipe, place(recipe.precision, recipe.device))
        if not 1 <= recipe.data.orders <= recipe.permutations:
            raise BadRecipe(
                f"data.orders must lie between 1 and {recipe.permutations}, the permutations, not "
                f"{recipe.data.orders}."
            )
        self.puzzles = Puzzles(recipe.cut, recipe.permutations)
        self.orders = self.puzzles.orders.to(self.place.device)
        self.splits = make_splits(recipe.data, side=self.puzzles.loose, seed=recipe.seed)
        unlabelled = np.zeros(len(self.splits.chosen), np.int64)
        self.batches = Batches(unlabelled, recipe.batch, seed=recipe.seed)
        self.per_epoch = self.batches.per_epoch
        self.steps = recipe.length.count(self.per_epoch)

    def build(self, number: int, *, fresh: bool) -> nn.Module:
        """A net of the asked size."""
        del number, fresh
        draw_from(fold_in("puzzle-net", self.seed), "cpu")
        model = net_of(self.recipe)
        if self.recipe.init_from:
            take_weights(model, self.recipe.init_from)
        return model.to(self.place.device)

    def step_seed(self, step: int) -> int:
        """A stream of its own."""
        return fold_in("puzzle-step", self.seed, step)

    def batch(self, step: int) -> Asked:
        """Puzzles drawn anew."""
        draw = torch.Generator().manual_seed(fold_in("puzzles", self.seed, step))
        tiles, drawn = self.puzzles.drawn(
            self.splits.train,
            self.splits.chosen[self.batches.at(step)],
            colourless=self.recipe.data.gray,
            orders=self.recipe.data.orders,
            generator=draw,
            device=self.place.device,
        )
        return Asked(tiles, drawn.to(self.place.device))

    def loss(self, batch: Asked) -> Tensor:
        """Of the scores, in full precision; a branch sees each tile once for all orders."""
        which = batch.which.flatten()
        with self.place.autocast():
            scores = self.through(self._scores, batch.tiles, batch.which).flatten(0, 1)
        smoothing = self.recipe.loss.label_smoothing
        loss = F.cross_entropy(scores.float(), which, label_smoothing=smoothing)
        self.tally.count(loss, scores.detach().argmax(1) == which, len(which))
        return loss

    def _scores(self, tiles: Tensor, which: Tensor) -> Tensor:
        """Of tiles [n, 9, 3, t, t] asked in orders int64 [n, k]: float32 [n, k, permutations]."""
        seen = self.model.seen(tiles).repeat_interleave(which.shape[1], 0)
        said: Tensor = self.model.orders(shuffled(seen, self.orders[which.flatten()]))
        by_picture: Tensor = said.unflatten(0, which.shape)  # type: ignore[no-untyped-call]
        return by_picture

    def logs(self, done: int) -> bool:
        """At every look too."""
        return self.looks(done) or super().logs(done)

    def validate(self) -> dict[str, float]:
        """The pictures kept for validation, each in one order that never changes."""
        aside, orders = self.splits.validation, self.puzzles.orders
        which = generator("puzzles-validated", self.seed).integers(len(orders), size=len(aside))
        parts = []
        for start in range(0, len(aside), AT_ONCE):
            rows = slice(start, start + AT_ONCE)
            tiles = self.puzzles.plain(self.splits.train, aside[rows], device=self.place.device)
            parts.append(self.scores(shuffled(tiles, orders[which[rows]])))
        scores, truth = torch.from_numpy(np.concatenate(parts)), torch.from_numpy(which)
        return {
            "validation_loss": float(F.cross_entropy(scores, truth)),
            "validation_accuracy": float((scores.argmax(1) == truth).double().mean()),
        }

    @torch.inference_mode()
    def scores(self, tiles: Tensor) -> NDArray[np.float32]:
        """What the net says of tiles [n, 9, 3, t, t]: float32 [n, permutations]."""
        with evaluating(self.model), self.place.autocast():
            said = self.model(tiles.to(self.place.device)).float().cpu().numpy()
        result: NDArray[np.float32] = said
        return result

    def keep(self, trainer: Trainer) -> None:
        """In half precision where that moves nothing."""
        evaluate.keep(self, trainer.writer)

    def evaluate(self, trainer: Trainer) -> RunCard:
        """Puzzles of the test pictures."""
        return evaluate.card(self, trainer)

    def diagnose(self, card: RunCard) -> str:
        """How far above chance it solves them."""
        return evaluate.diagnosis(card.metrics)


def net_of(recipe: JigsawRecipe) -> ContextFreeNet:
    """A new net of the asked size."""
    asked = recipe.net
    return ContextFreeNet(
        recipe.permutations,
        tile=recipe.cut.tile,
        width=asked.width,
        tile_features=asked.tile_features,
        hidden=asked.hidden,
        dropout=asked.dropout,
    )
