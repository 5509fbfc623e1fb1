"""The end of a run of puzzles: keep the weights, solve puzzles of the test pictures, the card.

Beside the files of every run: orders.npy, the orders that the net tells apart, int64 [n, 9].
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from core import files
from core.metrics.bootstrap import measured_mean
from core.runs.card import DataCard, Metric, RunCard, began
from core.runs.card_parts import CutCard, SolverCard, SolverNetCard
from core.tasks.jigsaw.permutations import distances
from core.tasks.jigsaw.pictures import Pile
from core.tasks.jigsaw.tiles import shuffled
from core.training.half_precision import keep_weights

if TYPE_CHECKING:
    from core.tasks.jigsaw.training import Course

SAME = 0.005  # half precision may move the validation puzzles' accuracy by this much
AT_ONCE = 64
TOP = 5


def finish(course: Course) -> None:
    """Write weights, orders and card; drop what only resuming needed."""
    if course.average.decay is not None:
        course.model.load_state_dict(course.average.weights)
        course.average.decay = None
    keep_weights(
        course.model,
        course.writer,
        accuracy=lambda: course.validated()["validation_accuracy"],
        same=SAME,
    )
    orders = course.puzzles.orders.numpy()
    files.write_array(course.run.folder / "orders.npy", orders)
    metrics = _metrics(course, orders)
    card = replace(_card(course, orders), metrics=metrics, verdict=verdict(metrics))
    course.writer.card(card)
    shutil.rmtree(course.run.folder / "resume", ignore_errors=True)


def verdict(metrics: Mapping[str, Metric]) -> str:
    """What came out, in a sentence."""
    right, chance = metrics["test/accuracy"], metrics["test/chance_accuracy"].value or 1.0
    times = (right.value or 0.0) / chance
    said = (
        f"{right.value:.1%} of {right.n:,} puzzles of pictures it never saw solved at once, "
        f"{times:.0f} times chance ({chance:.2%})"
    )
    return f"Learned: {said}." if times >= 2 else f"Learned next to nothing: {said}."


def _metrics(course: Course, orders: NDArray[np.int64]) -> dict[str, Metric]:
    """Of every test picture one puzzle, in an order drawn once."""
    pile, seed = course.piles.test, course.recipe.seed
    which = np.random.default_rng((seed, 44)).integers(len(orders), size=len(pile))
    scores = _scores(course, pile, which)
    ranks = (scores > scores[np.arange(len(which)), which, None]).sum(1)
    tiles = (orders[scores.argmax(1)] == orders[which]).mean(1)
    right = ranks == 0
    body = course.model.body.parameters()
    metrics = {
        "test/accuracy": measured_mean(right, seed=seed),
        "test/chance_accuracy": Metric(1 / len(orders)),
        f"test/top{TOP}_accuracy": measured_mean(ranks < TOP, seed=seed),
        "test/tile_accuracy": measured_mean(tiles, seed=seed),
        "net/parameters": Metric(sum(weight.numel() for weight in course.model.parameters())),
        "net/branch_parameters": Metric(sum(weight.numel() for weight in body)),
    }
    for number, name in enumerate(pile.names):
        own = right[pile.origin == number]
        metrics[f"test/accuracy/{name}"] = measured_mean(own, seed=seed)
    return metrics


def _scores(course: Course, pile: Pile, which: NDArray[np.int64]) -> NDArray[np.float32]:
    parts, every = [], np.arange(len(pile))
    for start in range(0, len(pile), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        tiles = course.puzzles.plain(pile, every[rows], device=course.where.device)
        orders = course.puzzles.orders[torch.from_numpy(which[rows])]
        parts.append(course.scores(shuffled(tiles, orders)))
    return np.concatenate(parts)


def _card(course: Course, orders: NDArray[np.int64]) -> RunCard:
    recipe = course.recipe
    apart = distances(orders)
    card = began(
        course.run,
        recipe,
        device=course.where.device,
        precision=course.where.precision,
        seconds=course.seconds,
        steps=course.step,
    )
    return replace(
        card,
        epochs=course.step / course.batches.per_epoch,
        solver=SolverCard(
            cut=CutCard(recipe.cut.tile, recipe.cut.gap, recipe.cut.jitter),
            net=SolverNetCard(recipe.net.width, recipe.net.tile_features, recipe.net.hidden),
            permutations=len(orders),
            least_distance=int(apart[apart > 0].min()),
        ),
        data=DataCard(
            names=tuple(recipe.data.names),
            train=len(course.piles.chosen),
            validation=len(course.piles.aside),
            test=len(course.piles.test),
        ),
    )
