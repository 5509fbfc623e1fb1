"""Without labels: two changed views of an image name each other among all other views.

SimCLR's loss (NT-Xent), a softmax over cosines: of a batch of n images there are 2 n views, and
each has one positive. Labels are not used in training; large batches serve it best, as the others
are what an image is told apart from.

Source: Chen et al., A Simple Framework for Contrastive Learning of Visual Representations, ICML
2020, https://arxiv.org/abs/2002.05709 (equation 1; pytorch-metric-learning's NTXentLoss)
"""

from __future__ import annotations

from typing import Any

from core.losses.strategy import LibraryLoss, Strategy

ANGLE = True
MARGIN = False
VIEWS = 2
OPTIONS = {"temperature": 0.1}


def build(*, dimension: int, classes: int, temperature: float, **options: Any) -> Strategy:
    """A softmax of cosines over the temperature; the views of an image carry one label."""
    del dimension, classes, options
    from pytorch_metric_learning.losses import NTXentLoss

    return LibraryLoss(NTXentLoss(temperature=temperature))
