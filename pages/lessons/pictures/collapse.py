"""One moving triplet: why shrinking pays for the hardest negative, and not for a semi-hard one."""

from __future__ import annotations

from core.lessons.lesson import Picture
from pages.components.collapse import draw_why


def draw(picture: Picture, *, key: str) -> None:  # noqa: ARG001 (every kind is called alike)
    """The same on every page."""
    draw_why(key=key)
