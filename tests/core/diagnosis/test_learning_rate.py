"""Which way the rate is off, told from losses whose cause is known: made, and of real trainings."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import torch

from core.diagnosis.learning_rate import what_to_try

LARGER, SMALLER, DATA, UNKNOWN, SHORT = (
    "ten times larger, or more",
    "ten times smaller.",
    "does not carry over",
    "larger, then ten times smaller",
    "so few steps",
)


def told(loss: np.ndarray) -> str:
    said = what_to_try(loss)
    return next(each for each in (LARGER, SMALLER, DATA, UNKNOWN, SHORT) if each in said)


def made(rng: np.random.Generator, cause: str) -> np.ndarray:
    """The losses of a run of 40 to 600 steps that went wrong for a known cause."""
    n = int(rng.integers(40, 600))
    t, noise = np.linspace(0, 1, n), rng.normal(0, rng.uniform(0.002, 0.02), n)
    start = rng.uniform(0.7, 4.6)
    if cause == SMALLER:
        wild = rng.gamma(1.0, 2.0, n) * start
        return start + wild * (t > rng.uniform(0, 0.3)) + noise
    if cause == DATA:
        return start * np.exp(-t * rng.uniform(1.2, 5)) + noise * 0.5
    if cause == LARGER:
        return start * (1 - rng.uniform(0.1, 0.25) * t) + noise
    return start + noise


def test_of_two_hundred_made_histories_nearly_all_are_told_apart() -> None:
    rng, found = np.random.default_rng(0), Counter[tuple[str, str]]()
    for number in range(240):
        cause = (LARGER, SMALLER, DATA, UNKNOWN)[number % 4]
        found[cause, told(made(rng, cause))] += 1
    for cause in (LARGER, SMALLER, DATA, UNKNOWN):
        right = found[cause, cause]
        named = sum(count for (_, said), count in found.items() if said == cause)
        assert right / 60 >= 0.9, (cause, found)  # recall
        assert right / named >= 0.9, (cause, found)  # precision


def trained(rate: float, seed: int) -> np.ndarray:
    """Real losses: a small net learns the digits at that rate."""
    from core import data

    digits = data.load("digits", "train")
    torch.manual_seed(seed)
    x = torch.from_numpy(np.asarray(digits.images, np.float32).reshape(len(digits), -1))
    y = torch.from_numpy(digits.labels)
    net = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    opt, losses = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9), []
    for _ in range(150):
        rows = torch.randint(len(y), (64,))
        loss = torch.nn.functional.cross_entropy(net(x[rows] / 255), y[rows])
        opt.zero_grad()
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return np.array(losses)


@pytest.mark.parametrize("seed", range(10))
def test_of_real_trainings_too_small_a_rate_too_large_a_rate_and_the_data_are_told_apart(
    seed: int,
) -> None:
    assert told(trained(3e-4, seed)) == LARGER
    assert told(trained(30.0, seed)) == SMALLER
    assert told(trained(0.1, seed)) == DATA


def test_a_rate_so_small_that_nothing_moves_is_never_told_to_be_smaller() -> None:
    assert told(trained(1e-6, 0)) == UNKNOWN
    assert told(np.array([2.3] * 5)) == SHORT
    assert told(np.r_[[2.3] * 20, np.nan, [np.inf] * 4]) == SMALLER
