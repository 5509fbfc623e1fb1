"""What goes wrong in a training, read off its curves while it runs: the figure and the cure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.diagnosis.collapse import collapse_step
from core.diagnosis.overfitting import overfitting
from core.metrics.decimal import decimal

History = Mapping[str, NDArray[np.float64]]
GROWN = 100.0
"""Times where a loss or the spread began, from which on it explodes."""
STILL, LOOKS, WITHIN = 200, 4, 0.01
"""Steps and frames without a change that make a run stuck, and how small a change is none."""
BLANK = 20
"""Rows without a loss, where no learning rate says that they are steps, that make it lost."""
FEW_DIRECTIONS = 0.25
"""Of the directions that could be used: fewer are a dimensional collapse."""
HUBS = 3.0
"""Skewness of how often a point is a neighbour, from which on some are everybody's."""


@dataclass(frozen=True)
class Sign:
    """One thing that goes wrong."""

    name: str
    text: str
    """A sentence with its figure."""
    cure: str
    source: str
    column: str
    """Of the history: whose curve shows it."""


def signs(history: History, *, dimension: int, classes: int) -> list[Sign]:
    """What goes wrong, the worst first; [] where nothing does, or it is too early to tell.

    Args:
        history: the columns that the run has; those that are missing say nothing.
        dimension: of the embedding.
        classes: how many the probe set has.
    """
    looks: tuple[Callable[[], Sign | None], ...] = (
        lambda: _diverged(history),
        lambda: _exploding(history),
        lambda: _collapsed(history),
        lambda: _few_directions(history, dimension, classes),
        lambda: _stuck(history),
        lambda: _overfits(history),
        lambda: _hubs(history),
    )
    found = [sign for look in looks if (sign := look()) is not None]
    names = {sign.name for sign in found}
    hidden = {"Dimensional collapse", "Stuck", "Hubs"} if "Collapsed" in names else set()
    return [sign for sign in found if sign.name not in hidden]


def _diverged(history: History) -> Sign | None:
    """Steps go on with a learning rate (where none is logged, for long), but without a loss."""
    loss, rate = (history.get(name, np.empty(0)) for name in ("loss", "lr"))
    known = np.flatnonzero(np.isfinite(loss))
    if not len(known):
        return None
    after = slice(known[-1] + 1, None)
    rows = history["step"][after]
    if np.isfinite(rate).any():
        rows = rows[np.isfinite(rate[after])]
        enough = len(rows) >= 1
    else:
        enough = len(rows) >= BLANK
    if not enough:
        return None
    return Sign(
        "Diverged",
        f"The loss is no number since step {rows[0]:.0f}.",
        "Divide the learning rate by ten, warm it up, or clip the gradients.",
        "Pascanu et al. 2013, arXiv:1211.5063",
        "loss",
    )


def _exploding(history: History) -> Sign | None:
    for column, what in (("loss", "loss"), ("spread", "spread of the points")):
        values = _known(history, column)
        if len(values) < 3 or values[0] == 0 or (column == "spread" and _learns(history)):
            continue
        times = float(np.median(values[-3:]) / values[0])
        if times > GROWN:
            return Sign(
                "Exploding",
                f"The {what} is {times:,.0f} times what it was at the start.",
                "Normalise the vectors to length 1, lower the learning rate, clip the gradients.",
                "Pascanu et al. 2013, arXiv:1211.5063",
                column,
            )
    return None


def _learns(history: History) -> bool:
    """Whether neighbours agree more than at the start: a small start may grow a hundredfold."""
    accuracy = _known(history, "knn_accuracy")
    return len(accuracy) > 1 and bool(accuracy[-1] > accuracy[0] + 0.02)


def _collapsed(history: History) -> Sign | None:
    if any(name not in history for name in ("spread", "loss_over_margin")):
        return None
    step = collapse_step(dict(history))
    if step is None or not _lasts(history, step):
        return None
    spread, ratio = _known(history, "spread"), _known(history, "loss_over_margin")
    if spread[-1] > spread[0] / 2:  # a small start has the ratio 1 too
        return None
    share = decimal(spread[-1] / spread[0], 3) if spread[0] else "0"
    said = f", loss / margin {decimal(ratio[-1])}" if len(ratio) else ""
    return Sign(
        "Collapsed",
        f"Since step {step} all images lie at one point: the spread is {share} of its start{said}.",
        "Semi-hard mining instead of the hardest triplets, a smaller batch, a soft margin, a lower "
        "learning rate at the start.",
        "Schroff et al. 2015, arXiv:1503.03832; Hermans et al. 2017, arXiv:1703.07737",
        "spread",
    )


def _few_directions(history: History, dimension: int, classes: int) -> Sign | None:
    """Fewer directions than the classes need, and fewer than at the start."""
    ranks = _known(history, "effective_rank")
    needed = min(dimension, max(classes - 1, 1))
    if len(ranks) < 2 or needed < 4:
        return None
    if ranks[-1] >= FEW_DIRECTIONS * needed or ranks[-1] >= ranks[0]:
        return None
    return Sign(
        "Dimensional collapse",
        f"The points use {decimal(ranks[-1], 1)} directions of {dimension}; {classes} classes can "
        f"lie apart in {needed}.",
        "Less weight decay on the last layer, a stronger pull apart (more negatives, a larger "
        "margin or temperature), or a term that keeps the variances up, as VICReg has.",
        "Jing et al. 2022, arXiv:2110.09348; Roy and Vetterli 2007 for the effective rank",
        "effective_rank",
    )


def _stuck(history: History) -> Sign | None:
    """Neither the loss nor the neighbours have changed from the start on, and for long."""
    loss, accuracy = _known(history, "loss"), _known(history, "knn_accuracy")
    steps = history["step"][np.isfinite(history.get("loss", np.empty(0)))]
    if len(loss) < 20 or len(accuracy) < LOOKS or steps[-1] - steps[0] < STILL:
        return None
    early, late = np.median(loss[: len(loss) // 4 + 1]), np.median(loss[-(len(loss) // 4 + 1) :])
    same = abs(late - early) <= WITHIN * abs(early)
    if not same or abs(accuracy[-1] - accuracy[0]) > 0.02:
        return None
    return Sign(
        "Stuck",
        f"The loss is where it began ({early:.3g} and {late:.3g}), and so is k-NN accuracy "
        f"({decimal(accuracy[0])} and {decimal(accuracy[-1])}).",
        "A larger learning rate; check that labels and images belong together, that the weights "
        "are trainable, and that the batch holds several images a class.",
        "Hermans et al. 2017, arXiv:1703.07737",
        "loss",
    )


def _overfits(history: History) -> Sign | None:
    columns = ("step", "epoch", "loss", "validation_loss")
    if any(name not in history for name in columns):
        return None
    timed = dict(history)
    if not np.isfinite(timed["epoch"]).any():
        timed["epoch"] = timed["step"]
    found = overfitting(timed)
    if found is None:
        return None
    unit = "epoch" if timed["epoch"] is history["epoch"] else "step"
    return Sign(
        "Over-fitting",
        f"The validation loss rises since {unit} {found.epoch:.0f}, from "
        f"{decimal(found.lowest, 3)} to {decimal(found.last, 3)}, while the training loss falls.",
        "Stop there, augment, add dropout or weight decay, or train fewer layers.",
        "Prechelt 1998, Early stopping - but when?",
        "validation_loss",
    )


def _hubs(history: History) -> Sign | None:
    skewness = _known(history, "hubness")
    if len(skewness) < 2 or skewness[-1] <= HUBS or skewness[-1] <= skewness[0]:
        return None
    return Sign(
        "Hubs",
        f"A few points are neighbours of very many: skewness {decimal(skewness[-1], 1)}, "
        f"{decimal(skewness[0], 1)} at the start.",
        "Normalise the vectors to length 1, fewer dimensions, or rank by mutual neighbours.",
        "Radovanović et al. 2010, Hubs in space, JMLR 11",
        "hubness",
    )


def _known(history: History, column: str) -> NDArray[np.float64]:
    values = history.get(column, np.empty(0))
    return values[np.isfinite(values)]


def _lasts(history: History, step: int) -> bool:
    """Whether a second look confirmed it."""
    looked = history["step"][np.isfinite(history["spread"])]
    return bool((looked > step).any())
