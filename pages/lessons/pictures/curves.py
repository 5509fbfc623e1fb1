"""Columns of runs' histories over the steps."""

from __future__ import annotations

from core.figures.curves import WATCHED, Quantity
from core.lessons.lesson import Picture
from pages.lessons.pictures import runs_of
from pages.shared.lane_charts import draw_lane_charts


def draw(picture: Picture, *, key: str) -> None:
    """Those columns that the picture names; all that were logged where it names none."""
    histories = {title: run.history() for title, run in runs_of(picture).items()}
    known = {each.column: each for each in WATCHED}
    wanted = picture.columns or tuple(
        name for name in known if any(name in history for history in histories.values())
    )
    quantities = [known.get(name, Quantity(name, name)) for name in wanted]
    draw_lane_charts(key, histories, quantities, stamp=wanted)
