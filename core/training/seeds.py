"""Seeds of single steps: all randomness is a function of the recipe's seed and the step."""

from __future__ import annotations

import numpy as np


def mix(*numbers: int) -> int:
    """One seed from several numbers, far from the seeds of their neighbours."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)
