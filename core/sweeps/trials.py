"""The trials of a sweep as their folders say it: read without Optuna, and written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core import files
from core.errors import Unreadable
from core.lock import is_locked
from core.metrics.decimal import UNKNOWN, between, decimal
from core.metrics.metric import Metric
from core.metrics.student import spread
from core.runs.card_parts import Part
from core.sweeps.sweep import is_better_high
from core.typed_json import WrongType, plain, typed

FOLDER, NAME = "trials", "trial.json"
RUNNING, DONE, PRUNED, FAILED = "running", "done", "pruned", "failed"
SHARES = ("accuracy", "auc", "recall")
STOPPED = "stopped"
"""Of one that says it is running and that no process works on: the next one goes on with it."""


@dataclass(frozen=True)
class Trial(Part):
    """What trial.json holds."""

    number: int
    state: str
    params: Mapping[str, Any] = field(default_factory=dict)
    """The settings that it varies, by dotted name."""
    runs: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """The metrics of each run of it that is finished, by the name of its folder."""
    figures: Mapping[str, Metric] = field(default_factory=dict)
    """Mean and t-interval over its runs, by metric; written with them."""
    seconds: float = 0.0
    message: str = ""

    def metric(self, name: str) -> Metric:
        """Mean and t-interval over its runs; without a value where none has it."""
        return self.figures.get(name, Metric(None))

    def each(self, name: str) -> dict[str, float]:
        """A metric by run."""
        return {run: figures[name] for run, figures in self.runs.items() if name in figures}


def place_of(number: int) -> str:
    """Where a trial lies in its sweep's folder: trials/0007."""
    return f"{FOLDER}/{number:04d}"


def folder_of(sweep: Path, number: int) -> Path:
    """Where a trial lies."""
    return sweep / place_of(number)


def read_trial(folder: Path) -> Trial | None:
    """A trial; None where it has not begun. Raises Unreadable."""
    if not files.is_file(folder / NAME):
        return None
    try:
        return typed(Trial, files.read_json(folder / NAME), NAME)
    except WrongType as error:
        raise Unreadable(str(error)) from error


def read_trials(sweep: Path) -> list[Trial]:
    """All that began, by number; one that cannot be read counts as failed, and says why."""
    found = []
    for path in sorted((sweep / FOLDER).glob("*/" + NAME)):
        try:
            trial = read_trial(path.parent)
        except Unreadable as error:
            trial = Trial(int(path.parent.name), FAILED, message=str(error))
        if trial is not None:
            found.append(_as_it_stands(trial, path.parent))
    return found


def with_run(trial: Trial, name: str, figures: Mapping[str, float]) -> Trial:
    """The trial with one more run finished."""
    runs = {**trial.runs, name: dict(figures)}
    names = dict.fromkeys(metric for each in runs.values() for metric in each)
    told = {m: spread([each[m] for each in runs.values() if m in each]) for m in names}
    return replace(trial, runs=runs, figures=told)


def write_trial(sweep: Path, trial: Trial) -> None:
    """Keep it."""
    files.write_json(folder_of(sweep, trial.number) / NAME, plain(trial))


def best_first(trials: Sequence[Trial], metric: str) -> list[Trial]:
    """Those that are done, the best first, by the mean over their runs."""
    sign = -1 if is_better_high(metric) else 1
    told = [(trial.metric(metric).value, trial) for trial in trials if trial.state == DONE]
    known = [(value, trial) for value, trial in told if value is not None]
    return [trial for _, trial in sorted(known, key=lambda one: (sign * one[0], one[1].number))]


def front(trials: Sequence[Trial], metrics: Sequence[str]) -> list[Trial]:
    """Those that no other beats in all metrics (Pareto), best first by the first."""
    signs = [1 if is_better_high(metric) else -1 for metric in metrics]
    ranked = best_first(trials, metrics[0])
    places = {
        trial.number: [
            sign * (trial.metric(metric).value or 0.0)
            for sign, metric in zip(signs, metrics, strict=True)
        ]
        for trial in ranked
    }

    def beaten(own: list[float]) -> bool:
        return any(
            other != own and all(b >= a for a, b in zip(own, other, strict=True))
            for other in places.values()
        )

    return [trial for trial in ranked if not beaten(places[trial.number])]


def told(metric: str, figure: Metric) -> str:
    """A figure with its interval, where there is one: .912 (.905 to .919), or 0.00123."""
    if figure.value is None or not any(word in metric for word in SHARES):
        values = (figure.value, figure.low, figure.high)
        value, low, high = (UNKNOWN if v is None else f"{v:.4g}" for v in values)
        return value if figure.low is None else f"{value} ({low} to {high})"
    value = decimal(figure.value, 3)
    if figure.low is None or figure.high is None:
        return value
    return f"{value} ({between(max(figure.low, 0.0), min(figure.high, 1.0))})"


def _as_it_stands(trial: Trial, folder: Path) -> Trial:
    if trial.state == RUNNING and not is_locked(folder):
        return replace(trial, state=STOPPED)
    return trial
