"""Texts whose figures are read from what was measured, never typed.

{report-kin-dense test/roc_auc}            of a checkpoint or a trial: the figure
{report-kin-dense test/roc_auc interval}   with its 95 % interval over images
{kin-1e-5 test/roc_auc seeds}              mean, deviation and n over seeds
{kin-1e-5 test/roc_auc least}              of a trial, the lowest seed's; `most`: the highest's
{report-jigsaw-cifar100-fine validation_loss last}   the end of a column of its history; also
`first`, `lowest`, `highest`
{report-jigsaw-cifar100-fine validation_loss epochs} the epoch at which it is lowest
{... %}                                    any of the first, in per cent: put % behind
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from core import paths
from core.metrics.decimal import UNKNOWN, in_text
from core.metrics.metric import Metric
from core.metrics.student import deviation
from core.runs.run import Run
from core.studies.source import Source, source

PLACE = re.compile(r"\{([a-z0-9.-]+) ([\w/]+)((?: [a-z%]+)*)\}")
PERHAPS = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
COLUMN = ("last", "first", "lowest", "highest", "epochs")


def filled(text: str, sources: Callable[[str], Source | None] = source) -> str:
    """The text with its figures; a dash for what is not there, outside of double brackets."""
    whole = PERHAPS.sub(lambda found: _perhaps(found[1], sources), text)
    return PLACE.sub(lambda found: _figure(found, sources), whole)


def unfilled(text: str) -> list[str]:
    """The places of a text, outside of double brackets, that name what is not there."""
    needed = PERHAPS.sub("", text)
    return [found[0] for found in PLACE.finditer(needed) if filled(found[0]) == UNKNOWN]


def _perhaps(part: str, sources: Callable[[str], Source | None]) -> str:
    """A part in double brackets, with its figures, or nothing."""
    told = [_figure(found, sources) for found in PLACE.finditer(part)]
    return "" if UNKNOWN in told else part


def _figure(place: re.Match[str], sources: Callable[[str], Source | None]) -> str:
    name, figure, words = place.groups()
    asked = words.split()
    times = 100.0 if "%" in asked else 1.0
    kind = next((word for word in asked if word != "%"), "")
    known = sources(name)
    if known is None:
        return UNKNOWN
    if kind in COLUMN:
        return _of_column(known, figure, kind)
    if kind == "seeds":
        return _over_seeds(known.over_seeds.get(figure), times)
    if kind in ("least", "most"):
        every = [seed[figure] for seed in known.by_seed.values() if figure in seed]
        return _told((min if kind == "least" else max)(every), times) if every else UNKNOWN
    one = known.metrics.get(figure, Metric(None))
    said = _told(one.value, times)
    if kind != "interval" or one.low is None or one.high is None:
        return said
    return f"{said} ({_told(one.low, times)} to {_told(one.high, times)})"


def _over_seeds(several: Metric | None, times: float) -> str:
    if several is None or several.value is None:
        return UNKNOWN
    apart = deviation(several)
    told = "" if apart is None else f" ± {_told(apart, times)}"
    return f"{_told(several.value, times)}{told} over {several.n} seeds"


def _of_column(known: Source, column: str, kind: str) -> str:
    """Of a checkpoint's history, or of how a trial's ended."""
    if not known.kept:
        return _told(known.ended.get(column) if kind == "last" else None, 1.0)
    history = Run(paths.CHECKPOINTS / known.name).history()
    if column not in history or not (there := np.isfinite(history[column])).any():
        return UNKNOWN
    values = history[column][there]
    if kind == "epochs":
        return f"{history['epoch'][there][int(values.argmin())]:g}"
    at = {"first": values[0], "last": values[-1], "lowest": values.min(), "highest": values.max()}
    return _told(float(at[kind]), 1.0)


def _told(value: float | None, times: float) -> str:
    """In a sentence; a per cent with one place."""
    if value is None:
        return UNKNOWN
    return in_text(value) if times == 1.0 else f"{value * times:.1f}"
