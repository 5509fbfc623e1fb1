"""One learned point per class stands in for its images: an image moves to its own, off the others.

No mining, no margin: a batch of n images against c proxies instead of n^3 triplets.

Source: Movshovitz-Attias et al., No Fuss Distance Metric Learning Using Proxies, ICCV 2017,
https://arxiv.org/abs/1703.07464; pytorch-metric-learning's ProxyNCALoss, squared Euclidean distance
"""

from __future__ import annotations

from typing import Any

from core.losses.strategy import LibraryLoss, Strategy

MARGIN = False
OPTIONS = {"scale": 1.0}


def build(*, dimension: int, classes: int, scale: float, **options: Any) -> Strategy:
    """A proxy per class, learned together with the net."""
    from pytorch_metric_learning.distances import LpDistance
    from pytorch_metric_learning.losses import ProxyNCALoss

    del options
    distance = LpDistance(normalize_embeddings=False, p=2, power=2)
    return LibraryLoss(ProxyNCALoss(classes, dimension, softmax_scale=scale, distance=distance))
