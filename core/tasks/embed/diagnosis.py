"""What became of a run, in one plain sentence."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from core.data.class_names import UNLABELLED
from core.diagnosis.collapse import collapse_step
from core.diagnosis.learned import not_learned
from core.diagnosis.learning_rate import what_to_try
from core.metrics.decimal import decimal
from core.metrics.wilson import wilson
from core.runs.card import RunCard
from core.runs.run import Run
from core.runs.watched import watched_in_words

GONE = 0.01
"""Of its first value, a spread at which all points have fallen together."""
EVIDENCE = 30  # steps: fewer say nothing of a training, nor of how it ends


def diagnosis(run: Run, *, ended: bool = True) -> str:
    """One or two sentences on a run, with a remedy where it went wrong.

    Of one that has not `ended` only what is so far: nothing before EVIDENCE steps, and a collapse
    when it has lasted for as many and the points have drawn together. A small start looks like one,
    and many a lane stands still for a while before it learns.
    """
    history = run.history()
    if tuple(run.probe().classes) == UNLABELLED:
        return _without_labels(history, ended=ended)
    looked = ~np.isnan(history["knn_accuracy"])
    if not looked.any() or np.isnan(history["loss"]).all():
        return "Nothing to report yet: no step has been logged."
    accuracy, silhouette = history["knn_accuracy"][looked], history["silhouette"][looked]
    if np.isnan(accuracy[-1]) or not _finite(history):
        return "Diverged: the loss is no longer a number. Try a smaller learning rate."
    apart = decimal(silhouette[-1])
    watched = watched_in_words(run)
    seen = f"k-NN accuracy {decimal(accuracy[-1])} on {watched}, silhouette {apart}"
    step = collapse_step(history)
    chance = 1 / len(run.probe().classes)
    fallen = _collapsed(history, step, accuracy[-1], chance) if step is not None else ""
    if not ended:
        last = int(np.nanmax(history["step"]))
        if last < EVIDENCE:
            return f"Too early to tell: {last} steps so far."
        sure = step is not None and last - step >= EVIDENCE and _drawn_together(history)
        return f"So far: {fallen[0].lower()}{fallen[1:]}" if sure else f"So far: {seen}."
    return fallen or _learned(run, history, seen)


def verdict(run: Run, card: RunCard) -> str:
    """What its card says of a finished run."""
    del card
    return diagnosis(run)


def _without_labels(history: dict[str, NDArray[np.float64]], *, ended: bool) -> str:
    """Of a run whose images came without classes: only what the loss and the spread say."""
    losses = history["loss"][~np.isnan(history["loss"])]
    if not len(losses) or (not ended and len(losses) < 2):
        return "Nothing to report yet: no step has been logged."
    if not _finite(history):
        return "Diverged: the loss is no longer a number. Try a smaller learning rate."
    fell = f"loss {decimal(losses[0])} at first, {decimal(losses[-1])} now"
    if _drawn_together(history) and _last(history["spread"]) < GONE * history["spread"][0]:
        return f"Collapsed: every image maps to nearly one point; {fell}."
    seen = f"{fell}; the images have no classes, so nothing says what their neighbours are worth"
    return f"{'Trained without labels' if ended else 'So far'}: {seen}."


def _learned(run: Run, history: dict[str, NDArray[np.float64]], seen: str) -> str:
    """How well one did that ended without a collapse."""
    accuracy = history["knn_accuracy"][~np.isnan(history["knn_accuracy"])]
    active = _last(history["active_share"])
    support = np.bincount(run.probe_labels())
    reached = wilson(round(float(accuracy[-1]) * int(support.sum())), int(support.sum()))
    if failed := not_learned(reached, support.tolist()):
        how, against = failed
        return f"{how}: {seen}; {against}. {what_to_try(history['loss'])}"
    if active < 0.02:
        what, remedy = (
            ("pairs", "fewer steps, or more images")
            if np.isnan(history["margin"]).all()
            else ("triplets", "a larger margin or harder triplets")
        )
        return (
            f"Learned, then stalled: {seen}; only {decimal(active, 3)} of its {what} still have "
            f"a loss. Try {remedy}."
        )
    best = float(accuracy.max())
    if accuracy[-1] < best - 0.05:
        return f"Unstable: {seen}, after {decimal(best)} earlier. Try a smaller learning rate."
    return f"Learned: {seen}; no collapse."


def _collapsed(
    history: dict[str, NDArray[np.float64]], step: int, accuracy: float, chance: float
) -> str:
    ratio = _last(history["loss_over_margin"])
    measure = f"loss / margin = {ratio:.2f}" if not math.isnan(ratio) else "the spread is gone"
    how = (
        "every image maps to one point"
        if accuracy < 3 * chance
        else f"the map has shrunk towards one point, though some of its order remains "
        f"(k-NN accuracy {decimal(accuracy)})"
    )
    return (
        f"Collapsed at step {step}: {how}; {measure}. Where classes overlap, shrinking is the "
        "cheapest way to lower the loss of the hardest triplets. Try semi-hard mining, a smaller "
        "batch or a soft margin."
    )


def _drawn_together(history: dict[str, NDArray[np.float64]]) -> bool:
    """Whether the points are nearer to each other than they began."""
    spread = history["spread"][~np.isnan(history["spread"])]
    return len(spread) > 1 and bool(spread[-1] < spread[0] / 2)


def _finite(history: dict[str, NDArray[np.float64]]) -> bool:
    """Blank losses stand between rows by design; a NaN loss leaves a logged row without one."""
    logged = ~np.isnan(history["lr"])
    return not np.isnan(history["loss"][logged][-1:]).any()


def _last(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known[-1]) if len(known) else math.nan
