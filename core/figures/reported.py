"""A row of "reported / reproduced / ours" as cells of a table, and what is said below it."""

from __future__ import annotations

from core.figures.tables import Cell, Number, figure_text
from core.metrics.decimal import UNKNOWN, bare, decimal
from core.metrics.metric import Metric
from core.metrics.student import deviation
from core.studies.reported import OURS, REPRODUCED, Measured, Row

COLUMNS = ("Reported", "Reproduced", "over seeds", "Ours", "over seeds", "Against the report")
TOLD = (
    "**Reproduced**: the same setting trained here, faults included, except as noted; **ours**: "
    "the best net we found. Intervals (95 %) are over test images; **over seeds**: mean and "
    "standard deviation of several trainings. **Against the report**: a difference counts only if "
    "it is more than the luck of the images and, where several seeds are known, of the seed. A "
    "dash: not measured yet, or not comparable."
)


def row_cells(row: Row) -> list[Cell]:
    """Reported; reproduced and its seeds; ours and its seeds; how the first two stand."""
    stated = _stated(row.reported)
    if row.stated.low is not None:
        ends = (_end(end) for end in (row.stated.low, row.stated.high))
        stated = f"{stated} ({' to '.join(ends)})"
    cells: list[Cell] = [stated]
    for which in (REPRODUCED, OURS):
        found = row.measured.get(which)
        cells += [Number.of(_plain(found)), _seeds(found)]
    return [*cells, row.agreement or UNKNOWN]


def shared_in_words(row: Row) -> str:
    """That other rows have this very figure, where a stand-in gives it to all; "" else."""
    if row.stand_in is None:
        return ""
    runs, _, asked = row.stand_in.partition(" for ")
    if not row.shared_with:
        return f"Stand-in: {runs} in place of {asked}."
    return (
        f"One figure, not several: {runs} stands in for {asked} here, and gives "
        f"{' and '.join(row.shared_with)} the same one."
    )


def _stated(value: float) -> str:
    """As the report writes it; counts with commas."""
    if value >= 1000 and float(value).is_integer():
        return f"{value:,.0f}"
    return bare(f"{value:.6g}")


def _plain(found: Measured | None) -> Metric | None:
    """Without the n, which the column has no room for."""
    if found is None:
        return None
    return Metric(found.metric.value, found.metric.low, found.metric.high)


def _seeds(found: Measured | None) -> str:
    """Mean, deviation, and how many."""
    if found is None:
        return UNKNOWN
    apart = deviation(found.over_seeds)
    if apart is None or found.over_seeds is None or found.over_seeds.value is None:
        return "one seed" if found.metric.low is not None else UNKNOWN
    told = f"{figure_text(found.over_seeds.value)} ± {_figure(apart)}"
    return f"{told}, {found.over_seeds.n} seeds"


def _figure(apart: float) -> str:
    """A deviation: three places where the figure beside it has them."""
    return decimal(apart, 3) if apart >= 0.0005 else figure_text(apart)


def _end(value: float | None) -> str:
    """Of an interval: three places of a share, one of per cent."""
    if value is None:
        return UNKNOWN
    return decimal(value, 3) if abs(value) < 1 else f"{value:.1f}"
