"""A lesson's texts with its figures in them.

`{{loss}}` is the figure called loss as it is measured now, `{{loss | interval}}` with its 95 %
interval and n, `{{share | percent}}` in per cent, `{{gap | signed}}` with its sign.
"""

from __future__ import annotations

import re

from core.figures.tables import figure_text
from core.lessons.lesson import Figures
from core.metrics.decimal import UNKNOWN, bare, decimal, signed
from core.metrics.metric import Metric

PLACE = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*(\w+)\s*)?\}\}")
SMALLEST = 1e-4


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
    value = number(metric.value)
    if way == "interval" and metric.low is not None:
        n = f"; n = {metric.n:,}" if metric.n else ""
        return f"{value} ({_ends(metric)}{n})"
    return value


def number(value: float) -> str:
    """Counts whole, shares as .750, small ones with their digits: .00043, 4.3 × 10⁻⁵."""
    if abs(value) >= 100 or (value == int(value) and abs(value) >= 1):
        return f"{value:,.0f}"
    if value and abs(value) < SMALLEST:
        base, power = f"{value:.1e}".split("e")
        return (
            f"{base} × 10{str(int(power)).translate(str.maketrans('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
        )
    if abs(value) < 0.01 and value:
        return bare(f"{value:.2g}")
    return decimal(value, 3) if abs(value) < 1 else figure_text(value)


def _ends(metric: Metric, *, sign: bool = False) -> str:
    write = signed if sign else number
    return f"{write(metric.low or 0)} to {write(metric.high or 0)}"
