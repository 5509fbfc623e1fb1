"""Gradio's theme is the pages' own."""

from __future__ import annotations

from core.figures.theme import DARK, LIGHT, RADIUS
from pages.inference.theme import theme


def test_the_widgets_have_the_pages_colours_light_and_dark():
    made = theme()
    for ending, shade in (("", LIGHT), ("_dark", DARK)):
        assert getattr(made, f"body_background_fill{ending}") == shade.background
        assert getattr(made, f"button_primary_background_fill{ending}") == shade.primary
        assert getattr(made, f"button_primary_text_color{ending}") == shade.on_primary
        assert getattr(made, f"input_border_color{ending}") == shade.border
        assert getattr(made, f"body_text_color{ending}") == shade.text
    assert made.block_radius == RADIUS
