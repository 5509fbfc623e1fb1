"""Every image votes for its neighbours with exp(-distance); the share on its own class must grow.

It trains exactly what a k-NN classifier will ask for, has no margin, and does not collapse.

Source: Goldberger et al., Neighbourhood Components Analysis, NIPS 2004; pytorch-metric-learning's
NCALoss on the squared Euclidean distance
"""

from __future__ import annotations

from typing import Any

from core.losses.strategy import LibraryLoss, Strategy

MARGIN = False
OPTIONS = {"scale": 1.0}


def build(*, dimension: int, classes: int, scale: float, **options: Any) -> Strategy:
    """Soft neighbours on the batch; `scale` multiplies the squared distances."""
    from pytorch_metric_learning.distances import LpDistance
    from pytorch_metric_learning.losses import NCALoss

    del dimension, classes, options
    distance = LpDistance(normalize_embeddings=False, p=2, power=2)
    return LibraryLoss(NCALoss(softmax_scale=scale, distance=distance))
