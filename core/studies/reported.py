"""What the source reports claim, beside what their recipes give here and what our nets reach.

One YAML file a report: `report`, `title`, and `experiments`, a list of

    name:        what was done
    recipe:      the recipe that does it, or null where there is none yet
    settings:    changes to the recipe (optional), as `python -m core train RECIPE --set` takes them
    reproduced:  the checkpoint that holds the reproduced figures (optional)
    ours:        the checkpoint that holds ours (optional)
    note:        what a reader must know to compare (optional)
    figures:     a list of {metric, reported, card, ours, times}; `card` is the figure's key in a
                 card; `ours: false` where the figure of another net cannot be compared; `times:
                 100` where the report gives per cent and the card a share

A new report is a new file. Nothing heavier than YAML is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from core import paths
from core.errors import RunBroken, UnknownName
from core.metrics.metric import Metric
from core.yaml_text import read_yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    """One figure; None where it is not there (yet)."""

    report: str
    experiment: str
    recipe: str | None
    """The recipe's name, followed by its changed settings as `key=value`."""
    metric: str
    reported: float
    reproduced: float | None
    ours: float | None
    title: str = ""
    """Of the report."""
    note: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    reproduced_by: str | None = None
    """Name of the checkpoint; it need not be there."""
    ours_by: str | None = None

    @property
    def recipe_name(self) -> str | None:
        """The recipe's name alone."""
        return self.recipe.split()[0] if self.recipe else None

    def as_dict(self) -> dict[str, Any]:
        """The seven keys that `python -m core report --json` prints."""
        keys = ("report", "experiment", "recipe", "metric", "reported", "reproduced", "ours")
        return {key: getattr(self, key) for key in keys}


def names() -> list[str]:
    """The reports' numbers, ascending."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def rows(*, report: str | None = None) -> list[Row]:
    """Every figure of every report, or of one; reads the cards of the checkpoints that are there.

    Raises UnknownName for a report that does not exist.
    """
    known = names()
    if report is not None and report not in known:
        raise UnknownName("report", report, known)
    metrics: dict[str, Mapping[str, Metric]] = {}
    found: list[Row] = []
    for name in known if report is None else [report]:
        content = _content((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
        for experiment in content["experiments"]:
            found += [
                _row(content, experiment, figure, metrics) for figure in experiment["figures"]
            ]
    return found


@lru_cache
def _content(text: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(text)
    return content


def _row(
    content: dict[str, Any],
    experiment: dict[str, Any],
    figure: dict[str, Any],
    metrics: dict[str, Mapping[str, Metric]],
) -> Row:
    card, settings, times = figure.get("card"), experiment.get("settings", {}), figure.get("times")
    comparable = experiment.get("ours") if figure.get("ours", True) else None
    recipe = experiment.get("recipe")
    changes = [f"{key}={value}" for key, value in settings.items()]
    return Row(
        report=content["report"],
        experiment=experiment["name"],
        recipe=" ".join([recipe, *changes]) if recipe else None,
        metric=figure["metric"],
        reported=figure["reported"],
        reproduced=_figure(experiment.get("reproduced"), card, metrics, times=times),
        ours=_figure(comparable, card, metrics, times=times),
        title=content["title"],
        note=experiment.get("note", ""),
        settings=settings,
        reproduced_by=experiment.get("reproduced"),
        ours_by=comparable,
    )


def _figure(
    checkpoint: str | None,
    key: str | None,
    metrics: dict[str, Mapping[str, Metric]],
    *,
    times: float | None,
) -> float | None:
    if checkpoint is None or key is None:
        return None
    if checkpoint not in metrics:
        metrics[checkpoint] = _metrics(checkpoint)
    figure = metrics[checkpoint].get(key)
    value = figure.value if figure else None
    return value if value is None or times is None else round(value * times, 6)


def _metrics(checkpoint: str) -> Mapping[str, Metric]:
    from core.runs.run import Run  # numpy

    try:
        card = Run(paths.CHECKPOINTS / checkpoint).card
    except RunBroken:  # the report's own figures are shown all the same
        return {}
    return card.metrics if card else {}
