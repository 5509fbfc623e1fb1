"""Gradio in the pages' colours, letters and corners (core/figures/theme.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.figures.theme import DARK, FONT, LIGHT, MONOSPACE, RADIUS

if TYPE_CHECKING:
    from gradio.themes import Base

PAGE_FONT = "Source Sans"
"""Streamlit's own, which the frame takes over from the page round it; without one `FONT`."""
ROLES = {
    "background": (
        "body_background_fill",
        "background_fill_primary",
        "block_background_fill",
        "checkbox_background_color",
        "button_secondary_background_fill",
    ),
    "surface": (
        "background_fill_secondary",
        "block_label_background_fill",
        "color_accent_soft",
        "input_background_fill",
        "checkbox_label_background_fill",
        "button_secondary_background_fill_hover",
    ),
    "text": (
        "body_text_color",
        "block_label_text_color",
        "block_title_text_color",
        "checkbox_label_text_color",
        "button_secondary_text_color",
    ),
    "muted": ("body_text_color_subdued", "block_info_text_color", "input_placeholder_color"),
    "border": (
        "block_border_color",
        "block_label_border_color",
        "border_color_primary",
        "input_border_color",
        "checkbox_border_color",
        "checkbox_label_border_color",
        "button_secondary_border_color",
    ),
    "primary": (
        "border_color_accent",
        "input_border_color_focus",
        "checkbox_background_color_selected",
        "checkbox_border_color_selected",
        "slider_color",
        "loader_color",
        "link_text_color",
        "link_text_color_hover",
        "link_text_color_visited",
        "link_text_color_active",
        "button_primary_background_fill",
        "button_primary_background_fill_hover",
    ),
    "on_primary": ("button_primary_text_color", "button_primary_text_color_hover"),
}
"""Which of Gradio's parts have each of the pages' colours, light and dark."""
CSS = """
.gradio-container .main.app {padding: 2px !important; max-width: none}
.gradio-container .html-container {padding: 0 !important}
footer {display: none !important}
"""
"""The page has room enough round its frame."""


def theme() -> Base:
    """The pages' theme for Gradio."""
    import gradio

    return gradio.themes.Default(
        primary_hue="blue",
        neutral_hue="slate",
        font=(PAGE_FONT, *FONT),
        font_mono=MONOSPACE,
    ).set(
        **colours(),
        block_radius=RADIUS,
        button_small_radius=RADIUS,
        button_large_radius=RADIUS,
        input_radius=RADIUS,
        button_secondary_shadow="none",
        button_large_text_weight="500",
        button_large_text_size="*text_md",
        button_large_padding="0.4rem 0.9rem",
        block_shadow="none",
        button_border_width="1px",
    )


def colours() -> dict[str, str]:
    """Every part with its colour, and the dark one under `<part>_dark`."""
    return {
        f"{part}{ending}": getattr(shade, role)
        for ending, shade in (("", LIGHT), ("_dark", DARK))
        for role, parts in ROLES.items()
        for part in parts
    }
