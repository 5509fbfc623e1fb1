"""How often the diagnosis is right of runs whose end is known, made and real.

Four kinds: curves drawn as the rules were written (which flatter them), runs simulated without the
rules' constants, trainings on scikit-learn's digits, and the shipped runs. What came out is kept
beside this file, so that screens need not train anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.diagnosis.learned import not_learned
from core.diagnosis.learning_rate import what_to_try
from core.metrics.metric import Metric
from core.metrics.wilson import wilson
from core.studies import real_runs, simulated_runs
from core.tasks.classify.diagnosis import diagnosis

KEPT = Path(__file__).with_suffix(".json")
LARGER, SMALLER, DATA, UNKNOWN, SHORT = (
    "ten times larger, or more",
    "ten times smaller.",
    "does not carry over",
    "larger, then ten times smaller",
    "so few steps",
)
"""What the advice says, by cause."""
LEARNED, BARE, COLLAPSED, DIVERGED = "Learned", "Learned nothing", "Collapsed", "Diverged"
"""How a verdict begins."""
CAUSES = {
    LARGER: "The rate was too small",
    SMALLER: "The rate was too large",
    DATA: "It learned the training images alone",
    UNKNOWN: "Nothing moved",
    LEARNED: "It learned",
    BARE: "It learned nothing",
    COLLAPSED: "It collapsed",
}
MADE, SIMULATED, SEEDS = 240, 400, 10
FRESH = 2
"""A seed whose runs nobody looked at while the rules were mended by those of 0."""
SAID_BY_THE_BOWL = {
    simulated_runs.FALLS: DATA,
    simulated_runs.SLOW: LARGER,
    simulated_runs.WILD: SMALLER,
    simulated_runs.STILL: UNKNOWN,
}
SHIPPED = {
    real_runs.COLLAPSED: COLLAPSED,
    real_runs.SLOW: LARGER,
    "learned": LEARNED,
    "nothing": BARE,
}
Loss = NDArray[np.float64]
Found = Counter[tuple[str, str]]
"""How often a cause (first) was told as another (second)."""


def told(loss: Loss) -> str:
    """The cause that the advice names."""
    return _advice(what_to_try(loss)) or SHORT


def in_verdict(said: str) -> str:
    """The cause that a whole verdict names: how it begins, else its advice."""
    if said.startswith(COLLAPSED):
        return COLLAPSED
    if said.startswith(DIVERGED):
        return SMALLER
    if not said.startswith((BARE, "Learned next to nothing")):
        return LEARNED
    return _advice(said) or BARE


def made(random: np.random.Generator, cause: str) -> Loss:
    """The losses of a run of 40 to 600 steps that went wrong for a known cause."""
    n = int(random.integers(40, 600))
    t, noise = np.linspace(0, 1, n), random.normal(0, random.uniform(0.002, 0.02), n)
    start = random.uniform(0.7, 4.6)
    if cause == SMALLER:
        wild = random.gamma(1.0, 2.0, n) * start
        return np.asarray(start + wild * (t > random.uniform(0, 0.3)) + noise)
    if cause == DATA:
        return np.asarray(start * np.exp(-t * random.uniform(1.2, 5)) + noise * 0.5)
    if cause == LARGER:
        return np.asarray(start * (1 - random.uniform(0.1, 0.25) * t) + noise)
    return np.asarray(start + noise)


def judged_made(count: int = MADE) -> Found:
    """The drawn curves, as they were told."""
    random, causes = np.random.default_rng(0), (LARGER, SMALLER, DATA, UNKNOWN)
    asked = [causes[number % len(causes)] for number in range(count)]
    return Counter((cause, told(made(random, cause))) for cause in asked)


def judged_simulated(count: int = SIMULATED) -> Found:
    """Simulated losses, and as many simulated accuracies, as they were told."""
    random, found = np.random.default_rng(FRESH), Found()
    for _ in range(count):
        end, losses = simulated_runs.simulated_losses(random)
        found[SAID_BY_THE_BOWL[end], told(losses)] += 1
        knows, accuracy, support = simulated_runs.simulated_accuracy(random)
        failed = not_learned(accuracy, support) is not None
        found[LEARNED if knows else BARE, BARE if failed else LEARNED] += 1
    return found


def judged_real(*, seeds: int = SEEDS) -> Found:
    """Trainings on digits, as their whole verdicts tell them."""
    ways = (
        (LARGER, "small", False),
        (SMALLER, "large", False),
        (DATA, "right", True),
        (LEARNED, "right", False),
    )
    found = Found()
    for cause, rate, shuffled in ways:
        for seed in range(seeds):
            run = real_runs.trained(real_runs.RATES[rate], seed, shuffled=shuffled)
            found[cause, in_verdict(verdict_of(run))] += 1
    return found


def verdict_of(run: real_runs.Trained) -> str:
    """Of a training on digits, as of every classifier."""
    steps = np.arange(len(run.loss), dtype=np.float64)
    blank = np.full(len(run.loss), np.nan)
    return diagnosis(
        {"step": steps, "epoch": steps, "loss": run.loss, "lr": steps, "validation_loss": blank},
        accuracy=run.accuracy,
        train_accuracy=run.train_accuracy,
        support=run.support,
    )


def judged_shipped() -> Found:
    """The shipped runs, as the rules of today tell them; of one that learned nothing any advice
    says so.
    """
    found = Found()
    for _, end, said in real_runs.shipped_ends():
        cause, named = SHIPPED[end], in_verdict(said)
        if cause == BARE and named not in (LEARNED, COLLAPSED):
            named = BARE
        found[cause, named] += 1
    return found


def _advice(said: str) -> str | None:
    return next((each for each in (LARGER, SMALLER, DATA, UNKNOWN, SHORT) if each in said), None)


def precision_and_recall(found: Found) -> dict[str, tuple[Metric, Metric]]:
    """Of each cause that was there: how often it was it where it was named, and how often it was
    named where it was; with Wilson's intervals.
    """
    return {
        cause: (
            wilson(found[cause, cause], sum(n for (_, said), n in found.items() if said == cause)),
            wilson(found[cause, cause], sum(n for (was, _), n in found.items() if was == cause)),
        )
        for cause in CAUSES
        if any(was == cause for was, _ in found)
    }


def judge() -> dict[str, Any]:
    """All of it, as it is kept."""
    kinds = {
        "made": judged_made(),
        "simulated": judged_simulated(),
        "real": judged_real(),
        "shipped": judged_shipped(),
    }
    return {
        kind: {
            "histories": sum(found.values()),
            "causes": {
                CAUSES[cause]: {"precision": precision.as_dict(), "recall": recall.as_dict()}
                for cause, (precision, recall) in precision_and_recall(found).items()
            },
        }
        for kind, found in kinds.items()
    }


def keep(judged: dict[str, Any]) -> None:
    """Beside this file."""
    files.write_json(KEPT, judged)


def rows() -> Iterator[tuple[str, int, str, Metric, Metric]]:
    """What is kept: the kind, of how many histories, the cause, precision and recall."""
    for kind, content in files.read_json(KEPT).items():
        for cause, each in content["causes"].items():
            yield (
                kind,
                content["histories"],
                cause,
                Metric(**each["precision"]),
                Metric(**each["recall"]),
            )
