"""Runs side by side as maps that move as they learned."""

from __future__ import annotations

from core.figures.curves import COLLAPSE
from core.lessons.lesson import Picture
from pages.lessons.pictures import runs_of
from pages.shared.moving_maps import draw_moving_maps


def draw(picture: Picture, *, key: str) -> None:
    """Of runs that watched the same images."""
    runs = runs_of(picture)
    draw_moving_maps(
        key,
        runs,
        {title: run.history() for title, run in runs.items()},
        total=max(run.finished().steps for run in runs.values()),
        live=False,
        quantities=COLLAPSE,
        said=lambda: {title: [run.finished().verdict] for title, run in runs.items()},
    )
