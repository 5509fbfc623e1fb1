"""What a worker can pay before a job waits for it: imports and first calls that are slow."""

from __future__ import annotations

import numpy as np

from core.losses import strategies
from core.metrics.probe import probe_figures


def warm() -> None:
    """Use once what is slow only once: about five seconds of work on one core.

    The first of the library's losses makes Python import that library, the first figures their
    metrics.
    """
    for name in strategies.names():
        strategies.build(name, dimension=2, classes=2, options={})
    labels = np.arange(20) % 2
    probe_figures(np.stack([labels, np.arange(20)], 1).astype(np.float32), labels)
