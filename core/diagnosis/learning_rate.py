"""What to try with a run that learned nothing: its training loss tells which way the rate is off.

Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 11.4.1 (too large a rate
makes the loss jump or rise, too small a one makes it fall slowly or stand still)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEW = 16
"""Losses that say nothing of a way."""
FIRST, JUMPED = 3, 0.5
"""So many losses say where it began, and by what share of that a smoothed loss must lie above the
least before it to have jumped. A loss that falls fast from a high start has not."""
FALLEN = 0.3
"""Share of itself by which a loss must fall to have been learned from."""
SURE = 3.0
"""Standard errors of its slope by which a loss must fall to be called falling."""


def what_to_try(loss: NDArray[np.floating]) -> str:
    """A sentence, from the logged training losses in their order, NaN where none was taken: [n]."""
    known = np.asarray(loss, np.float64)
    known = known[~np.isnan(known)]
    if len(known) < FEW:
        return "Train for longer: so few steps tell nothing."
    part = max(2, len(known) // 10)
    began, ended = float(known[:part].mean()), float(known[-part:].mean())
    smooth = np.convolve(known, np.full(part, 1 / part), mode="valid")
    start = float(np.median(known[:FIRST]))
    jump = float((smooth - np.minimum(np.minimum.accumulate(smooth), start)).max())
    if not np.isfinite(known).all() or jump > JUMPED * abs(start):
        return "The loss jumped up on the way: try a learning rate ten times smaller."
    if ended < began * (1 - FALLEN):
        return (
            "The training loss fell, so the rate is not at fault: what it learned does not carry "
            "over to other images. Check the split, augment, or train fewer weights."
        )
    if _still_falls(known):
        return (
            "The loss falls all the time, but slowly: try a learning rate ten times larger, or "
            "more steps."
        )
    return (
        "The loss stands still: try a learning rate ten times larger, then ten times smaller, and "
        "check that labels and images belong together."
    )


def _still_falls(loss: NDArray[np.float64]) -> bool:
    """Whether a straight line through all but the first quarter surely falls."""
    late = loss[len(loss) // 4 :]
    times = np.arange(len(late)) - (len(late) - 1) / 2
    slope = float(times @ late / (times @ times))
    left = late - late.mean() - slope * times
    error = float(np.sqrt(left @ left / (len(late) - 2) / (times @ times)))
    return -slope > max(SURE * error, 1e-12)
