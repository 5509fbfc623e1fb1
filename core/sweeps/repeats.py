"""One recipe trained several times: with other seeds, on other folds; and how far those agree."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from core.metrics.metric import Metric
from core.recipes.recipe import Recipe, changed
from core.runs.card import RunCard


def repeated(
    recipe: Recipe,
    params: Mapping[str, Any],
    *,
    folds: int | None = None,
    seeds: Sequence[int] = (0,),
) -> list[tuple[str, Recipe]]:
    """Every seed on every fold, by the name of its folder; each is the recipe with `params`.

    Raises UnknownName where the recipe's task has no such setting.
    """
    made = []
    for seed in seeds:
        for fold in range(folds) if folds else (None,):
            more: dict[str, Any] = {**params, "seed": seed, "seeds": []}
            name = f"seed-{seed}"
            if fold is not None:
                more |= {"data.validation": 0, "data.folds": folds, "data.fold": fold}
                name = f"{name}-fold-{fold}" if len(seeds) > 1 else f"fold-{fold}"
            made.append((name, changed(recipe, more)))
    return made


def spread(figures: Sequence[float]) -> Metric:
    """The mean of repeated runs with the 95 % t-interval of that mean; n is the number of runs.

    Without an interval where there is one run alone. Source: Student 1908, The probable error of a
    mean. Runs of one data set's folds share training images, so that theirs is too narrow
    (Bengio and Grandvalet 2004).
    """
    if not figures or not all(map(math.isfinite, figures)):
        return Metric(None, n=len(figures))
    mean = statistics.fmean(figures)
    if len(figures) < 2:
        return Metric(mean, n=len(figures))
    half = _quantile(len(figures) - 1) * statistics.stdev(figures) / math.sqrt(len(figures))
    return Metric(mean, mean - half, mean + half, len(figures))


def spreads(cards: Sequence[RunCard]) -> dict[str, Metric]:
    """Mean and interval of every metric that all of the cards have."""
    first = cards[0].metrics if cards else {}
    told = {name: [card.value(name) for card in cards] for name in first}
    return {
        name: spread([v for v in figures if v is not None])
        for name, figures in told.items()
        if None not in figures
    }


def difference(first: Mapping[str, float], second: Mapping[str, float]) -> Metric:
    """How much more the first has on the repeats that both have, paired, with its t-interval."""
    shared = [name for name in first if name in second]
    return spread([first[name] - second[name] for name in shared])


def _quantile(freedom: int) -> float:
    """Student's t that 2.5 % lie above."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))
