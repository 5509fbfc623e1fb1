from __future__ import annotations

import subprocess
import sys

import plotly.graph_objects as go
import pytest
from PIL import ImageColor

from core.figures.look import CONFIG, dress

PAGES = {"light": (255, 255, 255), "dark": (14, 17, 23)}


def test_no_chart_is_offered_to_another_host():
    assert CONFIG["showSendToCloud"] is False


@pytest.mark.parametrize("page", PAGES)
def test_the_charts_tools_stand_out_from_the_page(page):
    bar = dress(go.Figure(), height=300).layout.modebar
    for colour in (bar.color, bar.activecolor):
        assert contrast(over(colour, PAGES[page]), PAGES[page]) > 3  # WCAG 1.4.11


def test_importing_the_figures_loads_neither_plotly_nor_pandas():
    code = (
        "import sys, core.figures.curves, core.figures.confusion;"
        "print({'plotly', 'pandas'} & {name.split('.')[0] for name in sys.modules})"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "set()"


def over(colour: str, page: tuple[int, ...]) -> tuple[float, ...]:
    """What is seen of a CSS colour, which may let the page shine through."""
    if not colour.startswith("rgba"):
        return tuple(map(float, ImageColor.getrgb(colour)))
    *channels, opacity = map(float, colour[5:-1].split(","))
    return tuple(opacity * c + (1 - opacity) * p for c, p in zip(channels, page, strict=True))


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """WCAG 2.2's contrast ratio."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(channels: tuple[float, ...]) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in channels)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
