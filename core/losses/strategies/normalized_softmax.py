"""Classes are directions, and an image must point along its own: a classifier without a margin.

Cross-entropy over cosines. A smoothed label asks for a share of certainty only, which keeps a net
that has seen few images from learning them by heart.

Source: Zhai and Wu, Classification is a Strong Baseline for Deep Metric Learning, BMVC 2019,
https://arxiv.org/abs/1811.12649; pytorch-metric-learning's NormalizedSoftmaxLoss; label smoothing:
Szegedy et al., CVPR 2016, https://arxiv.org/abs/1512.00567
"""

from __future__ import annotations

from typing import Any

from core.losses.strategy import LibraryLoss, Strategy

ANGLE = True
MARGIN = False
OPTIONS = {"temperature": 0.0625, "smoothing": 0.0}


def build(
    *, dimension: int, classes: int, temperature: float, smoothing: float, **options: Any
) -> Strategy:
    """A direction per class; cosines are divided by the temperature."""
    from pytorch_metric_learning.losses import NormalizedSoftmaxLoss

    del options
    loss = NormalizedSoftmaxLoss(classes, dimension, temperature=temperature)
    loss.cross_entropy.label_smoothing = smoothing
    return LibraryLoss(loss)
