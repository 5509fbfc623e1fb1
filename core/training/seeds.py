"""Seeds of a run's draws: a function of its seed and the step, so any step can be redone."""

from __future__ import annotations

import numpy as np


def mixed(*numbers: int) -> int:
    """One seed from several numbers, far from the seeds of their neighbours."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)
