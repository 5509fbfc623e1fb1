"""Runs side by side as maps that move as they learned."""

from __future__ import annotations

from core.lessons.lesson import Picture
from pages.lessons.own_run import draw_maps
from pages.lessons.pictures import runs_of


def draw(picture: Picture, *, key: str) -> None:
    """Of runs that watched the same images."""
    draw_maps(runs_of(picture), key=key)
