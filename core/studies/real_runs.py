"""Real runs whose end is known from elsewhere: trainings of a small net on scikit-learn's digits
that are spoilt on purpose, and the shipped runs.

Of the shipped ones it is not the history that tells the truth: of most the whole table of what was
predicted as what (Pearson's test of independence: who names classes without seeing them fills it by
chance), of the others another run of the same start, or the report whose run it repeats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.metrics.metric import Metric
from core.metrics.wilson import wilson
from core.recipes.kinds import task_entry
from core.runs.find import checkpoints
from core.runs.run import Run

if TYPE_CHECKING:
    from torch import Tensor

RATES = {"small": 3e-4, "large": 30.0, "right": 0.1}
FEW = 200
"""Training images whose labels a net can learn by heart when they are shuffled."""
COLLAPSED, SLOW = "collapsed", "slow"
KNOWN = {
    "race-batch-hard": COLLAPSED,  # made to show it: report 000 says that batch hard collapses
    "report-batch-hard-light": COLLAPSED,  # report 000, its own run
    "report-batch-hard-resnet18": COLLAPSED,  # report 000, its own run
    "report-kin-dense": SLOW,  # at 1e-3 the same start learns: trials/kin-dense-1e-3.json
    "report-kin-resnet50-lr-1e-5": SLOW,  # at 1e-3 the same start learns: report-kin-resnet50
}
"""What is known of single shipped runs, and from where."""
UNLIKELY = 1e-4
"""Chance of such a table where nothing is known."""


@dataclass(frozen=True)
class Trained:
    """What a training on digits left."""

    loss: NDArray[np.float64]
    accuracy: Metric
    """On the test images."""
    support: list[int]
    train_accuracy: float


def trained(rate: float, seed: int, *, shuffled: bool = False) -> Trained:
    """A small net learns the digits at that rate; `shuffled`: a few, under labels of others."""
    import torch

    from core import data

    train, test = data.load("digits", "train"), data.load("digits", "test")
    random = np.random.default_rng(seed)
    rows = random.permutation(len(train))[: FEW if shuffled else None]
    known = train.labels[rows]
    torch.manual_seed(seed)
    x = _pixels(np.asarray(train.images)[rows])
    y = torch.from_numpy(random.permutation(known) if shuffled else known)
    net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    optimiser, losses = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9), []
    for _ in range(150):
        batch = torch.randint(len(y), (64,))
        loss = torch.nn.functional.cross_entropy(net(x[batch]), y[batch])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.item())
    with torch.no_grad():
        right = net(_pixels(np.asarray(test.images))).argmax(1).numpy() == test.labels
        seen = float((net(x).argmax(1) == y).float().mean())
    support = np.bincount(test.labels).tolist()
    return Trained(np.array(losses), wilson(int(right.sum()), len(right)), support, seen)


def _pixels(images: NDArray[np.uint8]) -> Tensor:
    import torch

    return torch.from_numpy(images.astype(np.float32).reshape(len(images), -1) / 255)


def shipped_ends() -> Iterator[tuple[str, str, str]]:
    """Of each shipped run that can be judged: its name, COLLAPSED, SLOW, "learned" or "nothing",
    and what the rules of today say of it.
    """
    for run in checkpoints():
        card = run.finished()
        words = task_entry(card.task).part("diagnosis")
        end = KNOWN.get(run.name) or _by_table(run)
        if words is None or end is None:
            continue
        try:
            yield run.name, end, words.verdict(run, card)
        except EmbedscopeError:  # nobody watched it
            continue


def _by_table(run: Run) -> str | None:
    """From what was predicted as what; None where no such table is kept."""
    table = np.array(run.finished().confusion.get("test", ()), np.int64)
    if not table.size:
        return None
    return "learned" if independence(table) < UNLIKELY else "nothing"


def independence(table: NDArray[np.int64]) -> float:
    """The chance (Pearson's test) of a table [c, c] that is no more apart, where the rows say
    nothing of the columns.
    """
    from scipy.stats import chi2_contingency

    filled = table[table.any(axis=1)][:, table.any(axis=0)]
    return 1.0 if min(filled.shape) < 2 else float(chi2_contingency(filled).pvalue)
