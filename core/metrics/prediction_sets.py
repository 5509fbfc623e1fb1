"""Which classes it may be: a set that holds the true one in a stated share of cases.

Every class whose probability reaches a limit is in the set; the limit is the one that images not
trained on need. The statement holds for images like those, on average, not for each class.

Source: Sadinle, Lei and Wasserman, Least Ambiguous Set-Valued Classifiers with Bounded Error
Levels, JASA 2019, https://arxiv.org/abs/1609.00451
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

COVERAGE = 0.95
"""How often the true class must be in the set."""


def fit_limit(
    probabilities: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    coverage: float = COVERAGE,
) -> float:
    """The probability that a class needs, from held-out probabilities [n, classes] and classes [n].

    0 where n is too small to promise so much: every class is in every set then.
    """
    given = np.sort(np.asarray(probabilities, np.float64)[np.arange(len(labels)), labels])
    allowed = int(np.floor((len(given) + 1) * (1 - coverage))) - 1
    return float(given[allowed]) if allowed >= 0 else 0.0


def prediction_set(probabilities: NDArray[np.floating], *, limit: float) -> tuple[int, ...]:
    """Numbers of the classes that reach it, the likeliest first; never none: [classes]."""
    order = np.argsort(-np.asarray(probabilities), kind="stable")
    reached = [int(each) for each in order if probabilities[each] >= limit]
    return tuple(reached or [int(order[0])])
