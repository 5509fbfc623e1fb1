"""How often the diagnosis is right: runs that went wrong for a known cause, made and real.

The made histories are curves drawn for a cause; the real ones are trainings of a small net on
scikit-learn's digits with a rate that is known to be wrong, or with too few epochs to carry over.
What came out is kept beside this file, so that screens need not train anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.diagnosis.learning_rate import what_to_try
from core.metrics.metric import Metric
from core.metrics.wilson import wilson

KEPT = Path(__file__).with_suffix(".json")
LARGER, SMALLER, DATA, UNKNOWN, SHORT = (
    "ten times larger, or more",
    "ten times smaller.",
    "does not carry over",
    "larger, then ten times smaller",
    "so few steps",
)
"""What the advice says, by cause."""
CAUSES = {
    LARGER: "The rate was too small",
    SMALLER: "The rate was too large",
    DATA: "It learned the training images alone",
    UNKNOWN: "Nothing moved",
}
MADE, SEEDS = 240, 10
RATES = {LARGER: 3e-4, SMALLER: 30.0, DATA: 0.1}
"""Of the real trainings; at .1 the training loss falls, whatever the test images do."""
Loss = NDArray[np.float64]
Found = Counter[tuple[str, str]]
"""How often a cause (first) was told as another (second)."""


def told(loss: Loss) -> str:
    """The cause that the advice names."""
    said = what_to_try(loss)
    return next(each for each in (LARGER, SMALLER, DATA, UNKNOWN, SHORT) if each in said)


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


def trained(rate: float, seed: int) -> Loss:
    """Real losses: a small net learns the digits at that rate."""
    import torch

    from core import data

    digits = data.load("digits", "train")
    torch.manual_seed(seed)
    x = torch.from_numpy(np.asarray(digits.images, np.float32).reshape(len(digits), -1))
    y = torch.from_numpy(digits.labels)
    net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    optimiser, losses = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9), []
    for _ in range(150):
        rows = torch.randint(len(y), (64,))
        loss = torch.nn.functional.cross_entropy(net(x[rows] / 255), y[rows])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(loss.item())
    return np.array(losses)


def judged_made(count: int = MADE) -> Found:
    """The made histories, as they were told."""
    random, causes = np.random.default_rng(0), list(CAUSES)
    asked = [causes[number % len(causes)] for number in range(count)]
    return Counter((cause, told(made(random, cause))) for cause in asked)


def judged_real(*, seeds: int = SEEDS, train: Callable[[float, int], Loss] = trained) -> Found:
    """The real trainings, as they were told."""
    return Counter(
        (cause, told(train(rate, seed))) for cause, rate in RATES.items() for seed in range(seeds)
    )


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
    kinds = {"made": judged_made(), "real": judged_real()}
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
    """What is kept: made or real, of how many histories, the cause, precision and recall."""
    for kind, content in files.read_json(KEPT).items():
        for cause, each in content["causes"].items():
            yield (
                kind,
                content["histories"],
                cause,
                Metric(**each["precision"]),
                Metric(**each["recall"]),
            )
