"""Batch-hard mining and its loss: against a loop in Python, and against pytorch-metric-learning."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from typing import TYPE_CHECKING

from bench.naive import batch_hard
from bench.table import Measured
from bench.timing import in_turns, milliseconds, ratio

if TYPE_CHECKING:
    from torch import Tensor

ROWS = {"mining_vs_loop": ("x", ">=", 100.0), "mining_vs_pml": ("x", "<=", 1.0)}
BATCH = 1024
MARGIN = 0.2
LOOPS = 3
ROUNDS = 40


def measure() -> dict[str, Measured]:
    """Both rows, on the same batch of points in the plane."""
    import torch

    from core.training.memory import keep_memory

    keep_memory()  # as a training job does
    torch.manual_seed(0)
    labels = torch.randint(0, 10, (BATCH,))
    points = torch.randn(BATCH, 2) + labels[:, None] / 5
    return {"mining_vs_loop": _loop(points, labels), "mining_vs_pml": _library(points, labels)}


def _ours(distance: str, points: Tensor, labels: Tensor) -> Callable[[], float]:
    from core.losses import strategies

    options = {"distance": distance}
    strategy = strategies.build("batch-hard", dimension=2, classes=10, options=options)
    leaf = points.clone().requires_grad_()

    def step() -> float:
        leaf.grad = None
        loss = strategy(leaf, labels, MARGIN).loss
        loss.backward()
        return float(loss.item())

    return step


def _loop(points: Tensor, labels: Tensor) -> Measured:
    ours, numbers, classes = _ours("squared", points, labels), points.tolist(), labels.tolist()
    ways = {"loop": lambda: batch_hard(numbers, classes, MARGIN), "ours": ours}
    _same(ways["loop"](), ours())
    taken = in_turns({"loop": ways["loop"]}, rounds=LOOPS, warm_up=0)
    taken |= in_turns({"ours": ours}, rounds=ROUNDS)
    return Measured(
        statistics.median(taken["loop"]) / statistics.median(taken["ours"]),
        LOOPS,
        f"batch-hard on {BATCH} points in the plane: the loss in a Python loop "
        f"({milliseconds(taken['loop'])}) / ours, loss and gradient "
        f"({milliseconds(taken['ours'])}), medians of {LOOPS} and of {ROUNDS} rounds",
    )


def _library(points: Tensor, labels: Tensor) -> Measured:
    from pytorch_metric_learning.distances import LpDistance
    from pytorch_metric_learning.losses import TripletMarginLoss
    from pytorch_metric_learning.miners import BatchHardMiner
    from pytorch_metric_learning.reducers import MeanReducer

    distance = LpDistance(normalize_embeddings=False)
    miner = BatchHardMiner(distance=distance)
    loss_of = TripletMarginLoss(margin=MARGIN, distance=distance, reducer=MeanReducer())
    leaf = points.clone().requires_grad_()

    def library() -> float:
        leaf.grad = None
        loss = loss_of(leaf, labels, miner(leaf, labels))
        loss.backward()
        return float(loss.item())

    ours = _ours("plain", points, labels)
    _same(library(), ours())
    taken = in_turns({"ours": ours, "library": library}, rounds=ROUNDS)
    return Measured(
        ratio(taken["ours"], taken["library"]),
        ROUNDS,
        f"ours ({milliseconds(taken['ours'])}) / BatchHardMiner + TripletMarginLoss "
        f"({milliseconds(taken['library'])}), forward and backward, the same {BATCH} points and "
        f"distance, median of {ROUNDS} rounds in turns",
    )


def _same(one: float, other: float) -> None:
    if not math.isclose(one, other, rel_tol=1e-3):
        raise ArithmeticError(f"What is compared does not give the same loss: {one}, {other}.")
