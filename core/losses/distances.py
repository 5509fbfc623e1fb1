"""Pairwise distances of a batch, exact also where the embedding has nearly collapsed."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import normalize

FEW = 8  # up to this many dimensions, differences are cheaper than a matrix product, and exact


def squared_distances(embeddings: Tensor) -> Tensor:
    """Squared Euclidean distances: float32 [n, d] to [n, n], zero on the diagonal.

    |x|^2 + |y|^2 - 2xy loses all digits when points lie close together far from the origin, as
    they do after a collapse; so the mean is taken away first, or differences are used.
    """
    if embeddings.shape[1] <= FEW:
        total = embeddings.new_zeros(len(embeddings), len(embeddings))
        for column in embeddings.unbind(1):
            difference = column[:, None] - column[None, :]
            total.addcmul_(difference, difference)
        return total
    centred = embeddings - embeddings.mean(0, keepdim=True).detach()
    norms = centred.square().sum(1)
    distances = norms[:, None] + norms[None, :] - 2 * centred @ centred.T
    diagonal = torch.eye(len(embeddings), dtype=torch.bool, device=embeddings.device)
    return distances.clamp(min=0).masked_fill(diagonal, 0)


def cosines(embeddings: Tensor) -> Tensor:
    """Cosines of all pairs: float32 [n, d] to [n, n]."""
    directions = normalize(embeddings, dim=1)
    return directions @ directions.T


def log_sum_exp(values: Tensor, where: Tensor) -> Tensor:
    """Log of the sum of exp over the places that bool [n, n] `where` marks: [n], -inf for none;
    with a gradient that stays finite there.
    """
    some = where.any(1)
    masked = values.masked_fill(~where & some[:, None], -torch.inf)
    return masked.logsumexp(1).masked_fill(~some, -torch.inf)


def root(squared: Tensor) -> Tensor:
    """The plain distance, with a gradient that stays finite where two points coincide."""
    return (squared + 1e-16).sqrt()


def same_class(labels: Tensor) -> tuple[Tensor, Tensor]:
    """Which pairs are positives (itself left out) and which negatives: bool [n, n] each."""
    same = labels[:, None] == labels[None, :]
    positives = same.clone().fill_diagonal_(False)
    return positives, ~same
