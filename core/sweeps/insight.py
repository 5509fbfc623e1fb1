"""What the finished trials say together: which is best, by how much, and which settings matter."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from core import files
from core.errors import Unreadable
from core.lock import in_turn
from core.metrics.metric import Metric
from core.sweeps.repeats import difference
from core.sweeps.study import quiet
from core.sweeps.sweep import Sweep
from core.sweeps.trials import Trial, best_first, read_trials
from core.typed_json import WrongType, plain, typed

if TYPE_CHECKING:
    from optuna import Study

NAME = "insight.json"
ENOUGH = 8
"""Trials from which on importance is told."""
TREES_SEED = 0


@dataclass(frozen=True)
class Insight:
    """What insight.json holds, always about the first metric."""

    trials: int = 0
    """Of how many finished trials it tells."""
    importance: Mapping[str, float] = field(default_factory=dict)
    """How much of the trials' variance each setting explains (fANOVA); empty: too few trials, or
    one setting alone."""
    behind: Mapping[str, Metric] = field(default_factory=dict)
    """By another trial's number: how much more the best one has, paired over seeds and folds."""


def read_insight(sweep: Path) -> Insight:
    """An empty one where nothing is told yet, or it cannot be read."""
    try:
        return typed(Insight, files.read_json(sweep / NAME), NAME)
    except (Unreadable, WrongType):
        return Insight()


def write_insight(sweep: Sweep, folder: Path, study: Study, *, at_most_every: float = 0.0) -> None:
    """Compute and keep it, where more trials are finished than it tells of and the last one is so
    many seconds old.
    """
    metric, path = sweep.judged_by[0], folder / NAME
    if files.is_file(path) and time.time() - path.stat().st_mtime < at_most_every:
        return
    with in_turn(folder / "insight.lock"):
        ranked = best_first(read_trials(folder), metric)
        if ranked and len(ranked) != read_insight(folder).trials:
            told = Insight(len(ranked), importance(study, ranked, metric), behind(ranked, metric))
            files.write_json(path, plain(told))


def behind(ranked: list[Trial], metric: str) -> dict[str, Metric]:
    """The best trial's figure less each other's, on the runs of the same seed and fold."""
    best = ranked[0].each(metric)
    return {str(trial.number): difference(best, trial.each(metric)) for trial in ranked[1:]}


def importance(study: Study, ranked: list[Trial], metric: str) -> dict[str, float]:
    """Shares of the variance by setting, the largest first, of the first metric.

    Source: Hutter, Hoos and Leyton-Brown 2014, An efficient approach for assessing hyperparameter
    importance.
    """
    if len({trial.metric(metric).value for trial in ranked}) < 2:
        return {}  # all alike: nothing to explain
    varied = [key for key in ranked[0].params if len({t.params.get(key) for t in ranked}) > 1]
    if len(ranked) < ENOUGH or len(varied) < 2:
        return {}
    from optuna.importance import FanovaImportanceEvaluator, get_param_importances

    with quiet():
        found = get_param_importances(
            study,
            evaluator=FanovaImportanceEvaluator(seed=TREES_SEED),
            params=varied,
            target=lambda trial: trial.values[0],
        )
    return {key: float(share) for key, share in found.items()}
