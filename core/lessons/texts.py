"""A lesson's texts with its figures in them.

`{{loss}}` is the figure called loss as it is measured now, `{{loss | interval}}` with its 95 %
interval and n, `{{share | percent}}` in per cent, `{{gap | signed}}` with its sign.
"""

from __future__ import annotations

import re

from core.lessons.lesson import Figures
from core.metrics.decimal import UNKNOWN, in_text, signed
from core.metrics.metric import Metric

PLACE = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*(\w+)\s*)?\}\}")


def figures_in(text: str) -> list[str]:
    """The names of the figures that a text shows."""
    return [found[1] for found in PLACE.finditer(text)]


def filled(text: str, figures: Figures) -> str:
    """The text with its figures; a dash for one that could not be measured."""
    return PLACE.sub(lambda found: told(figures.get(found[1]), found[2] or ""), text)


def told(metric: Metric | None, way: str = "") -> str:
    """A figure as texts show it."""
    if metric is None or metric.value is None:
        return UNKNOWN
    if way == "percent":
        return f"{100 * metric.value:.0f} %"
    if way == "signed":
        value = signed(metric.value)
        return f"{value} ({_ends(metric, sign=True)})" if metric.low is not None else value
    value = in_text(metric.value)
    if way == "interval" and metric.low is not None:
        n = f"; n = {metric.n:,}" if metric.n else ""
        return f"{value} ({_ends(metric)}{n})"
    return value


def _ends(metric: Metric, *, sign: bool = False) -> str:
    write = signed if sign else in_text
    return f"{write(metric.low or 0)} to {write(metric.high or 0)}"
