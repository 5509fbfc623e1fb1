"""The one source of colours: what equals it, and that everything written in them can be read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from core.figures import confusion, confusion_difference, likeness
from core.figures.letters import white_from
from core.figures.look import dress, inked
from core.figures.theme import (
    LIGHT,
    SHADES,
    chart_css,
    contrast,
    css_variables,
    streamlit_theme,
)

ROOT = Path(__file__).resolve().parents[3]
READ = 4.5
SEEN = 3.0


def test_streamlits_settings_are_the_theme():
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert settings["theme"] == streamlit_theme()


def test_contrast_is_wcags():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#2563c9", "#2563c9") == 1


@pytest.mark.parametrize("shade", SHADES.values(), ids=SHADES)
def test_text_can_be_read_and_marks_can_be_seen(shade):
    for ground in (shade.background, shade.surface):
        for text in (shade.text, shade.ink, shade.muted, shade.primary, shade.bad):
            assert contrast(text, ground) >= READ, (text, ground)
        assert contrast(shade.accent, ground) >= SEEN
    assert contrast(shade.on_primary, shade.primary) >= READ


@pytest.mark.parametrize("shade", SHADES.values(), ids=SHADES)
def test_the_words_of_a_chart_are_written_in_the_pages_colour(shade):
    bar = {"title": {"text": "share"}}
    figure = dress(
        go.Figure(
            [
                go.Heatmap(z=[[1]], colorbar=bar),
                go.Scatter(x=[1], y=[1], text=["7"], mode="text"),
                go.Scatter(x=[1], y=[1], marker={"color": [1]}),
            ]
        ),
        height=300,
        title="A chart",
    )
    figure.add_annotation(text="here", x=1, y=1)
    layout = inked(figure, shade).layout
    scale = figure.data[0].colorbar
    axes = [
        part for axis in (layout.xaxis, layout.yaxis) for part in (axis.tickfont, axis.title.font)
    ]
    words = [layout.title.font, layout.legend.font, layout.annotations[0].font, *axes]
    assert {font.color for font in (*words, scale.tickfont, scale.title.font)} == {shade.muted}
    assert layout.font.color == shade.ink  # the 7's
    assert not figure.data[2].marker.colorbar.to_plotly_json()  # none is made by colouring it


@pytest.mark.parametrize(
    "scale",
    [
        confusion.RIGHT,
        confusion.WRONG,
        confusion_difference.BETTER,
        confusion_difference.WORSE,
        likeness.SCALE,
    ],
)
def test_numbers_can_be_read_on_every_cell(scale):
    at = [place for place, _ in scale]
    stops = np.array([[float(v) for v in paint[5:-1].split(",")] for _, paint in scale])
    switch = white_from(scale)
    assert 0.5 < switch < 1
    for kind, shade in SHADES.items():
        page = np.array(list(bytes.fromhex(shade.background[1:])))
        for place in np.linspace(0, 1, 101):
            *paint, alpha = (np.interp(place, at, stops[:, i]) for i in range(4))
            mixed = np.rint(np.array(paint) * alpha + page * (1 - alpha)).astype(int)
            cell = "#{:02x}{:02x}{:02x}".format(*mixed)
            letters = "#ffffff" if place > switch else shade.ink
            assert contrast(letters, cell) >= READ, (kind, place)


def test_style_sheets_get_both_looks():
    text = css_variables()
    for shade in SHADES.values():
        assert shade.muted in text
    assert "--look-on-primary: light-dark(#ffffff, #10151c);" in text


def test_a_charts_words_follow_the_page():
    rules = chart_css()
    assert 'text:is([style*="fill: rgb(0, 0, 0)"], [style*="fill: rgb(253, 253, 253)"])' in rules
    assert LIGHT.muted == "#566270"
    assert '[style*="fill: rgb(86, 98, 112)"]' in rules
    assert "fill: var(--look-muted) !important" in rules
