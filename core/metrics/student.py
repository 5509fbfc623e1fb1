"""What another seed would change: of a few repeated runs the mean, its interval, their deviation,
and whether two recipes differ by more than their seeds do.

A figure over seeds is a `Metric` whose interval is that of the mean; `n` is how many seeds.

Source: Student 1908, The probable error of a mean; Welch 1947, The generalization of Student's
problem when several different population variances are involved
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from core.metrics.decimal import decimal, signed
from core.metrics.metric import Metric


def spread(figures: Sequence[float]) -> Metric:
    """The mean of repeated runs with the 95 % t-interval of that mean; n is the number of runs.

    Without an interval where there is one run alone. Runs of one data set's folds share training
    images, so that theirs is too narrow (Bengio and Grandvalet 2004).
    """
    if not figures or not all(map(math.isfinite, figures)):
        return Metric(None, n=len(figures))
    mean = statistics.fmean(figures)
    if len(figures) < 2:
        return Metric(mean, n=len(figures))
    half = _quantile(len(figures) - 1) * statistics.stdev(figures) / math.sqrt(len(figures))
    return Metric(mean, mean - half, mean + half, len(figures))


def deviation(over_seeds: Metric | None) -> float | None:
    """The standard deviation of the runs behind a mean over seeds; None where one run alone, or
    none, is known.
    """
    if over_seeds is None or None in (over_seeds.low, over_seeds.high) or (over_seeds.n or 0) < 2:
        return None
    half = ((over_seeds.high or 0) - (over_seeds.low or 0)) / 2
    return half * math.sqrt(over_seeds.n or 0) / _quantile((over_seeds.n or 0) - 1)


def another_run(over_seeds: Metric | None) -> tuple[float, float] | None:
    """Where 95 of 100 single runs with another seed would lie (Student's prediction interval)."""
    apart = deviation(over_seeds)
    if apart is None or over_seeds is None or over_seeds.value is None or not over_seeds.n:
        return None
    half = _quantile(over_seeds.n - 1) * apart * math.sqrt(1 + 1 / over_seeds.n)
    return over_seeds.value - half, over_seeds.value + half


def gap(first: Metric | None, second: Metric | None) -> Metric | None:
    """Mean of the second recipe's seeds less that of the first's, with Welch's 95 % interval; None
    where either was trained with one seed alone.
    """
    one, two = deviation(first), deviation(second)
    if one is None or two is None or first is None or second is None:
        return None
    if first.value is None or second.value is None or not first.n or not second.n:
        return None
    parts = one**2 / first.n, two**2 / second.n
    error, seeds = math.sqrt(sum(parts)), min(first.n, second.n)
    if error == 0:  # no seed changes anything
        middle = second.value - first.value
        return Metric(middle, middle, middle, seeds)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (first.n - 1) + parts[1] ** 2 / (second.n - 1))
    half, middle = _quantile(freedom) * error, second.value - first.value
    return Metric(middle, middle - half, middle + half, seeds)


def within_luck(between: Metric | None) -> bool:
    """Whether the seeds alone explain a `gap`: its interval holds 0. False where none is known."""
    if between is None or between.low is None or between.high is None:
        return False
    return (between.low <= 0 <= between.high and between.low < between.high) or between.value == 0


def over_seeds_in_words(over_seeds: Metric | None) -> str:
    """Mean, deviation and interval, each named; of one seed that its luck is unknown."""
    apart = deviation(over_seeds)
    if apart is None or over_seeds is None:
        return "one seed: its luck is unknown"
    low, high = (decimal(end, 3) for end in (over_seeds.low, over_seeds.high))
    return (
        f"mean of {over_seeds.n} seeds {decimal(over_seeds.value, 3)}, standard deviation "
        f"{decimal(apart, 3)}, {low} to {high} over seeds"
    )


def luck_in_words(between: Metric | None, *, first: str, second: str) -> str:
    """What the seeds say of a difference that the images show: that it is more than their luck,
    that it is not, or that nobody knows.
    """
    if between is None:
        return (
            f"{first} and {second} were not both trained with several seeds: how much of it is the "
            "seed's luck is unknown."
        )
    value, low, high = (signed(each or 0) for each in (between.value, between.low, between.high))
    told = f"{value}, {low} to {high}, {second} less {first}, means over seeds"
    if within_luck(between):
        return f"Other seeds change as much ({told}): not called a real difference."
    return f"Seeds alone do not explain it ({told})."


def _quantile(freedom: float) -> float:
    """Student's t that 2.5 % lie above."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))
