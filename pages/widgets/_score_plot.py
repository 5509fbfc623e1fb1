"""Where a pair's score lies among those of pairs that are known: a small drawing (SVG)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.figures.palette import colour
from core.metrics.decimal import decimal

WIDE, HIGH, FOOT = 640, 190, 26
BINS = 60
KIN, STRANGERS = colour(0), colour(1)


def score_plot(
    kin: NDArray[np.floating],
    strangers: NDArray[np.floating],
    *,
    score: float,
    threshold: float,
    tick: str,
) -> str:
    """Both distributions, the threshold as a dashed line and this pair as a marked one.

    Args:
        kin: scores of pairs that are kin [n].
        strangers: scores of pairs that are not [m].
        score: this pair's.
        threshold: from which on a pair is called kin.
        tick: what the axis is called.
    """
    every = np.concatenate([kin, strangers, [score, threshold]])
    low, high = np.quantile(every[:-2], [0.002, 0.998])
    low, high = min(low, score, threshold), max(high, score, threshold)
    low, high = low - 0.03 * (high - low), high + 0.03 * (high - low)
    edges = np.linspace(low, high, BINS + 1)
    counts = [np.histogram(part, edges)[0] / max(len(part), 1) for part in (strangers, kin)]
    shapes = [_smooth(each) for each in counts]
    top = max(float(shape.max()) for shape in shapes) or 1.0

    def x(value: float) -> float:
        return float(round((value - low) / (high - low) * WIDE, 1))

    areas = "".join(
        _area(shape / top, fill) for shape, fill in zip(shapes, (STRANGERS, KIN), strict=True)
    )
    at, cut = x(score), x(threshold)
    side = "end" if at > WIDE - 90 else "start" if at < 90 else "middle"
    return (
        f"<svg class='scores' viewBox='0 -16 {WIDE} {HIGH + FOOT + 16}' role='img' "
        "aria-label='Scores of pairs that are kin and that are not; this pair has "
        f"{decimal(score)}, the threshold is {decimal(threshold)}'>{areas}"
        f"<line x1='0' x2='{WIDE}' y1='{HIGH}' y2='{HIGH}' stroke='currentColor' opacity='.4'/>"
        f"<line x1='{cut}' x2='{cut}' y1='0' y2='{HIGH}' stroke='currentColor' "
        f"stroke-dasharray='5 4'/><line x1='{at}' x2='{at}' y1='0' y2='{HIGH}' "
        f"stroke='currentColor' stroke-width='3'/>"
        f"<text x='{at}' y='-4' text-anchor='{side}' font-weight='650'>this pair</text>"
        f"<text x='0' y='{HIGH + 18}'>less alike</text>"
        f"<text x='{WIDE / 2}' y='{HIGH + 18}' text-anchor='middle'>{tick}</text>"
        f"<text x='{WIDE}' y='{HIGH + 18}' text-anchor='end'>more alike</text></svg>"
        f"<p class='key'><i style='background:{KIN}'></i>kin ({len(kin):,} pairs) "
        f"<i style='background:{STRANGERS}'></i>not kin ({len(strangers):,} pairs)</p>"
    )


def _smooth(counts: NDArray[np.floating]) -> NDArray[np.floating]:
    """The histogram without the jitter of its bins."""
    kernel = np.array([1, 4, 6, 4, 1]) / 16
    return np.convolve(np.pad(counts, 2, mode="edge"), kernel, mode="valid")


def _area(shape: NDArray[np.floating], fill: str) -> str:
    middles = (np.arange(BINS) + 0.5) / BINS * WIDE
    line = " ".join(
        f"{a:.1f},{HIGH * (1 - 0.95 * b):.1f}" for a, b in zip(middles, shape, strict=True)
    )
    points = f"{middles[0]:.1f},{HIGH} {line} {middles[-1]:.1f},{HIGH}"
    return f"<polygon points='{points}' fill='{fill}' fill-opacity='.45' stroke='{fill}'/>"
