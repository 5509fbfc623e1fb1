"""The end of a run of puzzles: keep the weights, solve puzzles of the test pictures, the card.

Beside the files of every run: orders.npy, the orders that the net tells apart, int64 [n, 9].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from core import files
from core.metrics.bootstrap import measured_mean
from core.metrics.decimal import decimal
from core.runs.card import DataCard, Metric, RunCard
from core.runs.card_parts import CutCard, SolverCard, SolverNetCard
from core.runs.writer import RunWriter
from core.tasks.jigsaw.permutations import distances
from core.tasks.jigsaw.pictures import Pile
from core.tasks.jigsaw.tiles import shuffled
from core.training.half_precision import keep_weights
from core.training.rng import generator

if TYPE_CHECKING:
    from core.tasks.jigsaw.task import Jigsaw
    from core.training.trainer import Trainer

SAME = 0.005  # half precision may move the validation puzzles' accuracy by this much
AT_ONCE = 64
TOP = 5


def keep(task: Jigsaw, writer: RunWriter) -> None:
    """Write the weights, in half precision where validation puzzles are solved as well by those."""
    keep_weights(
        task.model, writer, accuracy=lambda: task.validate()["validation_accuracy"], same=SAME
    )


def card(task: Jigsaw, trainer: Trainer) -> RunCard:
    """Write the orders; the card."""
    orders = task.puzzles.orders.numpy()
    files.write_array(task.run.folder / "orders.npy", orders)
    return replace(_card(task, trainer, orders), metrics=_metrics(task, orders))


def diagnosis(metrics: Mapping[str, Metric]) -> str:
    """What came out, in a sentence."""
    right, chance = metrics["test/accuracy"], metrics["test/chance_accuracy"].value or 1.0
    times = (right.value or 0.0) / chance
    said = (
        f"it solves {decimal(right.value, 3)} of {right.n:,} puzzles of unseen pictures at "
        f"the first guess, {times:.0f} times chance ({decimal(chance, 3)})"
    )
    return f"Learned: {said}." if times >= 2 else f"Learned next to nothing: {said}."


def _metrics(task: Jigsaw, orders: NDArray[np.int64]) -> dict[str, Metric]:
    """Of every test picture one puzzle, in an order drawn once."""
    pile, seed = task.splits.test, task.recipe.seed
    which = generator("puzzles-tested", seed).integers(len(orders), size=len(pile))
    scores = _scores(task, pile, which)
    ranks = (scores > scores[np.arange(len(which)), which, None]).sum(1)
    tiles = (orders[scores.argmax(1)] == orders[which]).mean(1)
    right = ranks == 0
    body = task.model.body.parameters()
    metrics = {
        "test/accuracy": measured_mean(right, seed=seed),
        "test/chance_accuracy": Metric(1 / len(orders)),
        f"test/top{TOP}_accuracy": measured_mean(ranks < TOP, seed=seed),
        "test/tile_accuracy": measured_mean(tiles, seed=seed),
        "net/parameters": Metric(sum(weight.numel() for weight in task.model.parameters())),
        "net/branch_parameters": Metric(sum(weight.numel() for weight in body)),
    }
    for number, name in enumerate(pile.names):
        own = right[pile.origin == number]
        metrics[f"test/accuracy/{name}"] = measured_mean(own, seed=seed)
    return metrics


def _scores(task: Jigsaw, pile: Pile, which: NDArray[np.int64]) -> NDArray[np.float32]:
    parts, every = [], np.arange(len(pile))
    for start in range(0, len(pile), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        tiles = task.puzzles.plain(pile, every[rows], device=task.place.device)
        orders = task.puzzles.orders[torch.from_numpy(which[rows])]
        parts.append(task.scores(shuffled(tiles, orders)))
    return np.concatenate(parts)


def _card(task: Jigsaw, trainer: Trainer, orders: NDArray[np.int64]) -> RunCard:
    recipe = task.recipe
    apart = distances(orders)
    return replace(
        trainer.card_head(),
        epochs=trainer.step / task.per_epoch,
        solver=SolverCard(
            cut=CutCard(recipe.cut.tile, recipe.cut.gap, recipe.cut.jitter),
            net=SolverNetCard(recipe.net.width, recipe.net.tile_features, recipe.net.hidden),
            permutations=len(orders),
            least_distance=int(apart[apart > 0].min()),
        ),
        data=DataCard(
            names=tuple(recipe.data.names),
            train=len(task.splits.chosen),
            validation=len(task.splits.validation),
            test=len(task.splits.test),
        ),
    )
