"""Classes are directions; an image must lie closer to its own than to any other by an angle.

Made for many dimensions: only angles count, so in the plane all that is left is a circle.

Source: Deng et al., ArcFace: Additive Angular Margin Loss for Deep Face Recognition, CVPR 2019,
https://arxiv.org/abs/1801.07698; pytorch-metric-learning's ArcFaceLoss
"""

from __future__ import annotations

from typing import Any

from core.losses.strategy import LibraryLoss, Strategy

ANGLE = True
MARGIN = False
OPTIONS = {"degrees": 28.6, "scale": 16.0}


def build(
    *, dimension: int, classes: int, degrees: float, scale: float, **options: Any
) -> Strategy:
    """An angular margin in degrees and the scale of the softmax."""
    from pytorch_metric_learning.losses import ArcFaceLoss

    del options
    return LibraryLoss(ArcFaceLoss(classes, dimension, margin=degrees, scale=scale))
