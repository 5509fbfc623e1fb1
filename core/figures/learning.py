"""Learning curves of any set of runs: a colour a run, validation solid, training dotted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from core.figures.curves import smooth
from core.figures.look import HINT, dress
from core.figures.palette import LANE_COLOURS, faded
from core.runs.curves import ACCURACY, LOSS, RATE, RATIO, TRAIN, Best, Curve

if TYPE_CHECKING:
    import plotly.graph_objects as go

RUN_COLOURS = (*LANE_COLOURS, "#d21e00", "#b4785a", "#f05ab4", "#965ab4", "#787878", "#d200f0")
"""The lanes' first, then six more, as far from them and from each other as could be."""
MOST = len(RUN_COLOURS)
"""Runs that one figure can tell apart."""
SPIKE = {
    "spikecolor": HINT,
    "spikethickness": 1,
    "spikedash": "dot",
    "spikemode": "across",
    "spikesnap": "hovered data",
}
"""The line through the place that the hover's box tells of."""
LISTED = 3
"""Runs of which the hover's box has room for a row of each curve."""
SPAN = 1e4
"""How many times smaller than the largest a rate on the axis may be."""
FEW_DECADES = 2
"""On an axis of so many, 1, 2 and 5 have ticks."""
TITLES = {LOSS: "Loss", RATIO: "Loss / margin", ACCURACY: "Accuracy", RATE: "Learning rate"}
HOVER = {LOSS: ".4f", RATIO: ".3f", ACCURACY: ".3f", RATE: ".3g"}
TICK, TITLE = 12, 13
"""Pixels of the letters at an axis."""
TICKS = 5
"""About so many: in a third of a page's width, and on a phone, none touches the next."""


def run_colour(i: int) -> str:
    """The colour of run i of a figure, `#rrggbb`; repeats after MOST."""
    return RUN_COLOURS[i % MOST]


def learning_curves(
    runs: Mapping[str, Sequence[Curve]],
    quantity: str,
    *,
    axis: str = "epochs",
    smoothing: float = 0.0,
    best: Mapping[str, Best] | None = None,
    ends: Mapping[str, float] | None = None,
    log: bool = False,
    height: int = 380,
) -> go.Figure:
    """One quantity of several runs, training and validation; without a legend: a page has one for
    all its figures. Each trace of a run has the run's name and, of all its marks, the run's colour.

    Args:
        runs: by name, its curves; their order decides the colours.
        quantity: one of `core.runs.curves.QUANTITIES`.
        axis: "epochs", "steps" or "seconds".
        smoothing: weight of the past, 0 to below 1, for what is taken at many steps of an epoch:
            training. The raw line stays visible behind.
        best: where each run's validation loss was lowest; marked with a star.
        ends: where on the axis a run collapsed; a vertical line in its colour.
        log: a logarithmic y axis; the learning rate always has one.
        height: in pixels.
    """
    import plotly.graph_objects as go

    log = log or quantity == RATE
    figure, few = go.Figure(), len(runs) <= LISTED
    for number, (name, curves) in enumerate(runs.items()):
        own = sorted((c for c in curves if c.quantity == quantity), key=_validation_first)
        lines = [
            line
            for curve in own
            for line in _lines(name, curve, run_colour(number), axis, smoothing, log=log)
        ]
        if not few and len(own) == 2:
            _in_one_row(name, lines, quantity)
        mark = (best or {}).get(name)
        if mark is not None and quantity in (LOSS, ACCURACY):
            lines += _star(name, mark, run_colour(number), axis, quantity)
        figure.add_traces(lines)
        if ends and name in ends:
            _collapsed(figure, ends[name], run_colour(number))
    rates = _rates(runs) if quantity == RATE else None
    where = "seconds of training" if axis == "seconds" else axis
    figure.update_xaxes(
        title=where,
        rangemode="tozero",
        separatethousands=True,
        nticks=TICKS,
        showspikes=True,
        **SPIKE,
    )
    figure.update_yaxes(
        title=TITLES[quantity], range=rates, **_scale(figure, quantity, rates, log=log)
    )
    figure.update_xaxes(_letters()).update_yaxes(_letters())
    dress(figure, height=height)
    return figure.update_layout(
        hovermode="x unified",
        showlegend=False,
        margin_t=16,
        hoverlabel_font_size=13 if few else 11,
        uirevision=f"{quantity}-{axis}",
    )


def _letters() -> dict[str, object]:
    """Numbers as people write them."""
    return {
        "exponentformat": "none",
        "tickfont": {"size": TICK},
        "title": {"font": {"size": TITLE}},
    }


def _scale(
    figure: go.Figure, quantity: str, rates: Sequence[float] | None, *, log: bool
) -> dict[str, object]:
    """Linear or logarithmic; there every tick has its whole number: .02, not a small 2."""
    if not log:
        return {"type": "linear"}
    form = "~e" if quantity == RATE else "~g"
    few = rates is not None and rates[1] - rates[0] < FEW_DECADES
    dtick = None if rates is None else "D2" if few else 1  # 1, 2 and 5, or powers of ten
    return {"type": "log", "tickformat": form, "dtick": dtick, "nticks": _log_ticks(figure)}


def _log_ticks(figure: go.Figure) -> int:
    """So many that Plotly sets them at round numbers within a power of ten, at 1, 2 and 5 of about
    two, and at powers of ten beyond; and anew where someone looks closer.
    """
    drawn = [np.asarray(line.y, np.float64) for line in figure.data if len(line.y)]
    if not drawn:
        return TICKS
    every = np.concatenate(drawn)
    decades = 1.1 * float(np.log10(every.max() / every.min()))  # and the room round them
    if decades < 1.2:
        return 3
    return round(2 * decades) if decades < 2.4 else ceil(decades)


def _rates(runs: Mapping[str, Sequence[Curve]]) -> list[float] | None:
    """Powers of ten round the rates, less the end of a schedule that falls to nothing."""
    values = [
        curve.value[curve.value > 0]
        for curves in runs.values()
        for curve in curves
        if curve.quantity == RATE
    ]
    every = np.concatenate(values) if values else np.zeros(0)
    if not len(every):
        return None
    top = float(every.max())
    low, high = float(np.log10(max(every.min(), top / SPAN))), float(np.log10(top))
    room = max(0.1, (1 - (high - low)) / 2)  # at least a power of ten, or ticks stand too close
    return [low - room, high + room]


def _validation_first(curve: Curve) -> bool:
    return curve.split == TRAIN


def _lines(
    name: str, curve: Curve, paint: str, axis: str, smoothing: float, *, log: bool
) -> list[go.Scatter]:
    """The line; with smoothing a training's raw one faint behind it."""
    import plotly.graph_objects as go

    there = curve.value > 0 if log else np.ones(len(curve.value), bool)
    x, y = curve.axis(axis)[there], curve.value[there]
    training = curve.split == TRAIN and curve.quantity != RATE
    common = {"x": x, "legendgroup": name, "mode": "lines" if len(x) > 1 else "markers"}
    split = "" if curve.quantity == RATE else f" · {curve.split}"
    line = go.Scatter(
        **common,
        y=smooth(y, smoothing) if training else y,
        name=name,
        line={"color": paint, "dash": "dot" if training else "solid", "width": 2},
        hovertemplate=f"%{{y:{HOVER[curve.quantity]}}}<extra>{name}{split}</extra>",
    )
    if not smoothing or not training:
        return [line]
    faint = {"color": faded(paint, 0.3), "width": 1, "dash": "solid"}
    return [go.Scatter(**common, y=y, name=name, line=faint, hoverinfo="skip"), line]


def _in_one_row(name: str, lines: Sequence[go.Scatter], quantity: str) -> None:
    """Let the validation's line (the first) tell of both: the box of many runs is half as high."""
    validation, training = lines[0], lines[-1]
    validation.customdata = np.interp(validation.x, training.x, training.y)
    form = HOVER[quantity]
    validation.hovertemplate = (
        f"%{{y:{form}}}, training %{{customdata:{form}}}<extra>{name}</extra>"
    )
    training.hovertemplate, training.hoverinfo = None, "skip"


def _collapsed(figure: go.Figure, place: float, paint: str) -> None:
    figure.add_vline(
        place,
        line={"color": paint, "width": 1.5, "dash": "dash"},
        annotation={"text": "collapsed", "font": {"color": paint, "size": 12}, "textangle": -90},
        annotation_position="bottom right",
    )


def _star(name: str, mark: Best, paint: str, axis: str, quantity: str) -> list[go.Scatter]:
    import plotly.graph_objects as go

    height = mark.loss if quantity == LOSS else mark.accuracy
    if height is None:
        return []
    return [
        go.Scatter(
            x=[mark.at(axis)],
            y=[height],
            mode="markers",
            name=name,
            legendgroup=name,
            cliponaxis=False,  # whole at the first and the last epoch too
            marker={
                "symbol": "star",
                "size": 13,
                "color": paint,
                "line": {"width": 1, "color": "white"},
            },
            hoverinfo="skip",  # it would join the box of every place near it
        )
    ]
