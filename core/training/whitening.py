"""A linear map that makes what varies within classes count for little: where a head may begin.

Along each direction vectors are divided by how far images of one class lie apart there; of what is
then left, the principal axes are kept. Without a step of training it often beats the vectors as
they are, and unseen classes gain too.

Source: Hatch, Kajarekar and Stolcke, Within-Class Covariance Normalization for SVM-based Speaker
Recognition, Interspeech 2006; Radenović, Tolias and Chum, Fine-tuning CNN Image Retrieval with No
Human Annotation, TPAMI 2019 (learned whitening), https://arxiv.org/abs/1711.02512
"""

from __future__ import annotations

import torch
from torch import Tensor

from core.errors import BadRecipe

SHRINKAGE = 3.0
"""Times the mean variance within classes that is added along every direction: few images a class
tell it badly. Found on birds of kinds that are not tested on (docs/train-for-retrieval.md); from
0.5 to 10 it changes little.
"""


@torch.no_grad()
def within_class_whitening(
    vectors: Tensor, labels: Tensor, *, dimension: int, shrinkage: float = SHRINKAGE
) -> Tensor:
    """The map float32 [dimension, inputs] for centred vectors; their length is 1 after it, on
    average.

    Args:
        vectors: float32 [n, inputs], their mean 0.
        labels: int64 [n].
        dimension: axes that are kept.
        shrinkage: see SHRINKAGE.

    Raises BadRecipe where there are not so many axes, or no class with two images.
    """
    inputs = vectors.shape[1]
    if dimension > inputs:
        raise BadRecipe(
            f"net.head_start: whitened keeps at most as many numbers as the encoder gives, "
            f"{inputs:,}; net.dimension is {dimension:,}."
        )
    _, of = labels.unique(return_inverse=True)
    counts = torch.bincount(of).to(vectors)[:, None]
    if counts.max() < 2:
        raise BadRecipe("net.head_start: whitened needs a class with two images.")
    sums = torch.zeros(len(counts), inputs).to(vectors).index_add_(0, of, vectors)
    apart = vectors - (sums / counts)[of]
    within = apart.T @ apart / len(apart)
    floor = shrinkage * within.trace() / inputs
    values, axes = torch.linalg.eigh(within + floor * torch.eye(inputs).to(within))
    whiten = (axes * values.clamp(min=1e-12).rsqrt()) @ axes.T
    made = vectors @ whiten
    _, kept = torch.linalg.eigh(made.T @ made)
    result: Tensor = kept[:, -dimension:].flip(1).T @ whiten
    length = float((vectors @ result.T).norm(dim=1).mean())
    return result / max(length, 1e-12)
