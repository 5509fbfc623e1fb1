"""Runs simulated without the diagnosis' rules: what is wrong with each is known by construction.

Losses are those of stochastic gradient descent on a quadratic bowl of many directions, the usual
model of a training near its end. Whether its rate is too large or too small is not read from the
curve but asked of the bowl: the same start is rolled again with ten times the rate. Accuracies are
hits of a net that knows the class of a share of the images and names the most frequent one else.

Source: Zhang et al., Which algorithmic choices matter at which batch sizes? Insights from a noisy
quadratic model, NeurIPS 2019, https://arxiv.org/abs/1907.04164
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.metric import Metric
from core.metrics.wilson import wilson

Loss = NDArray[np.float64]
FALLS, SLOW, WILD, STILL = "falls", "slow", "wild", "still"
"""What the bowl says of a rate: it gets down; ten times the rate would get further down; it climbs;
there is no slope."""
HALF = 0.5
"""Of the way down: who gets so far has fallen."""
EDGE = 1e3
"""Of a direction, beyond which a net's own limits hold it."""


@dataclass(frozen=True)
class Bowl:
    """A start, and what pulls it down."""

    curvature: NDArray[np.float64]
    """Of each direction, [d], the largest first."""
    start: NDArray[np.float64]
    floor: float
    noise: float
    """Of the gradient, as a share of its start."""
    held: float
    """No direction is farther from the middle than this."""

    def losses(self, rate: float, steps: int, random: np.random.Generator | None) -> Loss:
        """Of descent with that rate, [steps]; without a generator there is no noise."""
        place, found = self.start.copy(), np.empty(steps)
        for step in range(steps):
            found[step] = self.floor + 0.5 * float(self.curvature @ place**2)
            slope = self.curvature * place
            if random is not None:
                slope = slope + self.noise * random.normal(size=len(place)) * self.curvature
            place = np.clip(place - rate * slope, -self.held, self.held)
        return found


def bowl(random: np.random.Generator, *, slope: bool = True) -> Bowl:
    """A drawn one; without a slope nothing moves in it."""
    count = int(random.integers(10, 80))
    curvature = np.arange(1, count + 1.0) ** -random.uniform(0.5, 1.8)
    start = random.normal(size=count)
    start *= np.sqrt(2 * random.uniform(0.4, 5) / float(curvature @ start**2))
    held = EDGE if random.random() < HALF else 3 * float(np.abs(start).max())
    floor, noise = random.uniform(0, 0.5), random.uniform(0.01, 0.5)
    if not slope:
        floor, curvature = floor + 0.5 * float(curvature @ start**2), np.zeros(count)
    return Bowl(curvature, start, floor, noise, held)


def simulated_losses(random: np.random.Generator) -> tuple[str, Loss]:
    """What the bowl says of a drawn rate, and the losses as a batch shows them, [n]."""
    made = bowl(random, slope=random.random() > 0.2)
    steps = int(random.integers(40, 600))
    rate = float(10 ** random.uniform(-4, 0.5)) * 2  # 2 is what the steepest direction bears
    losses = made.losses(rate, steps, random)
    seen = losses * (1 + random.uniform(0.002, 0.1) * random.normal(size=steps))
    return said_by_the_bowl(made, rate, steps), seen


def said_by_the_bowl(made: Bowl, rate: float, steps: int) -> str:
    """Of a rate, without noise."""
    if not made.curvature.any():
        return STILL
    own = made.losses(rate, steps, None)
    if not np.isfinite(own).all() or own[-1] > own[0]:
        return WILD
    return FALLS if own[0] - own[-1] >= HALF * (own[0] - made.floor) else SLOW


def simulated_accuracy(random: np.random.Generator) -> tuple[bool, Metric, list[int]]:
    """Whether a net knows anything, its measured accuracy, and the images of each class."""
    classes, images = int(random.integers(2, 60)), int(random.integers(60, 4000))
    shares = random.dirichlet(np.full(classes, random.choice([0.8, 3.0, 50.0])))
    labels = random.choice(classes, size=images, p=shares)
    support = np.bincount(labels, minlength=classes)
    knows = bool(random.random() < HALF)
    known = random.random(images) < (random.uniform(0.02, 0.98) if knows else 0)
    right = known | (labels == support.argmax())
    if not knows and random.random() < HALF:  # by chance, not by the most frequent class
        right = random.random(images) < shares[labels]
    return knows, wilson(int(right.sum()), images), support.tolist()
