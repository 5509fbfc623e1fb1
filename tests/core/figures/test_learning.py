from __future__ import annotations

import json

import numpy as np
import pytest

from core.figures.curves import smooth
from core.figures.learning import LISTED, MOST, learning_curves, run_colour
from core.figures.palette import CLASS_COLOURS, faded
from core.paths import ROOT
from core.runs.curves import (
    ACCURACY,
    LOSS,
    QUANTITIES,
    RATE,
    RATIO,
    TRAIN,
    Curve,
    best_of,
    curves_of,
)
from core.runs.run import Run


@pytest.fixture(scope="module")
def histories():
    return {name: Run(ROOT / f"checkpoints/{name}").history() for name in ("base-net", "light-2d")}


def drawn(histories, quantity, **settings):
    curves = {name: curves_of(history) for name, history in histories.items()}
    best = {name: mark for name, h in histories.items() if (mark := best_of(h)) is not None}
    return learning_curves(curves, quantity, best=best, **settings)


def test_training_is_dotted_validation_solid_and_the_legend_is_the_pages(histories) -> None:
    figure = drawn(histories, LOSS)
    lines = [line for line in figure.data if line.mode == "lines"]
    assert [(line.name, line.line.dash) for line in lines] == [
        ("base-net", "solid"),
        ("base-net", "dot"),
        ("light-2d", "dot"),
    ]
    assert figure.layout.showlegend is False
    assert lines[0].line.color == lines[1].line.color == run_colour(0) != lines[2].line.color
    assert figure.layout.hovermode == "x unified"
    taken = histories["base-net"]["validation_loss"]
    np.testing.assert_array_equal(lines[0].y, taken[np.isfinite(taken)])
    json.loads(figure.to_json())


@pytest.mark.parametrize(("span", "ticks"), [(3, 3), (30, 3), (100, 4), (1e3, 4), (1e5, 6)])
def test_a_logarithmic_axis_has_ticks_at_1_2_and_5_or_at_powers_of_ten(span, ticks) -> None:
    # Plotly sets 1, 2 and 5 where a tick has more than .3 and at most .7 of a power of ten, and
    # powers of ten alone where it has more.
    ones = np.arange(1.0, 4)
    curve = Curve(LOSS, TRAIN, ones, ones, ones, np.array([1, span**0.5, span]))
    axis = learning_curves({"one": [curve]}, LOSS, log=True).layout.yaxis
    assert axis.nticks == ticks
    share = 1.1 * np.log10(span) / ticks
    assert span < 10 or share <= 1
    assert span < 10 or (share > 0.7) == (span >= 1e3)


@pytest.mark.parametrize(("axis", "column"), [("epochs", "epoch"), ("steps", "step")])
def test_the_star_stands_on_the_lowest_validation_loss(histories, axis, column) -> None:
    history = histories["base-net"]
    at = int(np.nanargmin(history["validation_loss"]))
    for quantity, height in ((LOSS, "validation_loss"), (ACCURACY, "validation_accuracy")):
        (star,) = [t for t in drawn(histories, quantity, axis=axis).data if t.mode == "markers"]
        assert (star.x[0], star.y[0]) == (history[column][at], history[height][at])


def test_smoothing_touches_training_alone_and_keeps_the_raw_line(histories) -> None:
    plain, smoothed = drawn(histories, LOSS), drawn(histories, LOSS, smoothing=0.8)
    by = {(t.line.dash, t.line.width): t for t in smoothed.data if t.name == "base-net"}
    raw = plain.data[1]
    np.testing.assert_array_equal(by["solid", 2].y, plain.data[0].y)
    np.testing.assert_array_equal(by["solid", 1].y, raw.y)
    np.testing.assert_allclose(by["dot", 2].y, smooth(np.asarray(raw.y), 0.8))
    assert by["solid", 1].hoverinfo == "skip"


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_mark_of_a_run_has_its_name_and_a_colour_that_no_other_run_has(quantity) -> None:
    names = ("base-net", "light-2d", "race-batch-hard", "race-semi-hard")
    runs = {name: Run(ROOT / f"checkpoints/{name}").history() for name in names}
    ends = {"race-batch-hard": 1.0} if quantity == RATIO else None
    figure = drawn(runs, quantity, smoothing=0.5, ends=ends)
    number = {name: i for i, name in enumerate(names)}
    assert len({trace.name for trace in figure.data}) > 1
    for trace in figure.data:
        paint = trace.line.color or trace.marker.color
        assert trace.legendgroup == trace.name
        assert paint in (run_colour(number[trace.name]), faded(run_colour(number[trace.name]), 0.3))
    for mark, note in zip(figure.layout.shapes, figure.layout.annotations, strict=True):
        assert mark.line.color == note.font.color == run_colour(number["race-batch-hard"])
    assert len(figure.layout.shapes) == (quantity == RATIO)


def test_a_tick_says_its_whole_number(histories) -> None:
    linear, log, rate = (
        drawn(histories, LOSS),
        drawn(histories, LOSS, log=True),
        drawn(histories, RATE),
    )
    assert linear.layout.yaxis.exponentformat == "none"
    assert (log.layout.yaxis.type, log.layout.yaxis.tickformat) == ("log", "~g")  # .02, not 2
    assert rate.layout.yaxis.tickformat == "~e"
    for figure in (linear, log, rate):
        assert min(figure.layout.xaxis.tickfont.size, figure.layout.yaxis.tickfont.size) >= 12


def test_the_rate_is_logarithmic_and_shows_no_more_than_four_powers_of_ten(histories) -> None:
    figure = drawn(histories, RATE)
    assert figure.layout.yaxis.type == "log"
    low, high = figure.layout.yaxis.range
    top = max(np.nanmax(history["lr"]) for history in histories.values())
    assert high == pytest.approx(np.log10(top) + 0.1)
    assert low == pytest.approx(np.log10(top) - 4.1)
    assert not [t for t in figure.data if t.mode == "markers"]
    steady = {"one": {**next(iter(histories.values()))}}
    steady["one"]["lr"] = np.full_like(steady["one"]["lr"], 0.01)
    axis = drawn(steady, RATE).layout.yaxis
    assert axis.range == pytest.approx((-2.5, -1.5))  # not a tick at each hundredth
    assert axis.dtick == "D2"
    assert drawn({}, RATE).layout.yaxis.range is None


def test_a_figure_tells_a_dozen_runs_apart() -> None:
    assert MOST == 12
    assert len({run_colour(i) for i in range(MOST)}) == MOST
    assert not {run_colour(i) for i in range(MOST)} & set(CLASS_COLOURS)


def test_of_many_runs_the_validation_line_tells_of_both_in_one_row(histories) -> None:
    many = {f"run {i}": histories["base-net"] for i in range(LISTED + 1)}
    figure = drawn(many, LOSS, smoothing=0.5)
    told = [t for t in figure.data if t.hoverinfo != "skip"]
    assert [t.name for t in told] == list(many)
    assert figure.layout.showlegend is False
    history = histories["base-net"]
    taken = np.isfinite(history["loss"])
    loss = smooth(history["loss"][taken], 0.5)
    at = 20
    expected = np.interp(told[0].x[at], history["epoch"][taken], loss)
    assert told[0].customdata[at] == pytest.approx(expected)
    assert len(drawn({"a": histories["light-2d"], **many}, LOSS).data) > len(many)
