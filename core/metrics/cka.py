"""Centred kernel alignment: how alike two representations of the same images are, 0 to 1.

It does not see a rotation, a mirror or a scale of either, and the two may have different numbers of
dimensions. Of few images with many dimensions the plain index is high for noise alone, so there the
unbiased estimate of each part is taken; it may fall a little below 0.

Source: Kornblith et al. (2019), Similarity of neural network representations revisited,
https://arxiv.org/abs/1905.00414; Song et al. (2012), Feature selection via dependence maximization,
JMLR 13 (the unbiased estimate of HSIC); Nguyen, Raghu, Kornblith (2021), Do wide and deep networks
learn the same things?, https://arxiv.org/abs/2010.15327 (its use here)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.errors import EmbedscopeError

FEWEST = 4
"""Images that the unbiased estimate needs."""
Vectors = NDArray[np.floating]


def linear_cka(first: Vectors, second: Vectors) -> float:
    """The plain index of [n, d] and [n, e]; NaN where one does not vary. Costs n * d * e.

    Raises EmbedscopeError for different numbers of images.
    """
    one, other = _centred(first), _centred(second)
    if len(one) != len(other):
        raise EmbedscopeError(
            f"{len(one):,} and {len(other):,} vectors cannot be aligned: of each image one in both."
        )
    shared = float(((other.T @ one) ** 2).sum())
    own = np.sqrt(float(((one.T @ one) ** 2).sum()) * float(((other.T @ other) ** 2).sum()))
    return float(shared / own) if own > 0 else float("nan")


def unbiased_cka(first: Vectors, second: Vectors) -> float:
    """The estimate for few images; NaN where one does not vary. Costs n * n numbers.

    Raises EmbedscopeError for fewer than `FEWEST` images, or different numbers of them.
    """
    return float(cka_of_grams([gram(first)], [gram(second)])[0, 0])


def cka_of_grams(
    first: Sequence[NDArray[np.float64]], second: Sequence[NDArray[np.float64]]
) -> NDArray[np.float64]:
    """`unbiased_cka` of each of the `first` with each of the `second`, float64 [a, b], from what
    `gram` gives of each. Raises as that does.
    """
    if len({len(each) for each in (*first, *second)}) != 1 or len(first[0]) < FEWEST:
        raise EmbedscopeError(f"CKA needs the same {FEWEST} or more images everywhere.")
    shared = np.array([[_hsic(one, other) for other in second] for one in first])
    own = [np.array([max(_hsic(each, each), 0.0) for each in side]) for side in (first, second)]
    scale = np.outer(own[0], own[1])
    result = np.full(shared.shape, np.nan)
    np.divide(shared, np.sqrt(scale), out=result, where=scale > 0)
    return result


def gram(vectors: Vectors) -> NDArray[np.float64]:
    """Products [n, n] of all pairs of images, scaled to be about 1, without those of each with
    itself.
    """
    values = _centred(vectors)
    found: NDArray[np.float64] = values @ values.T
    found /= float(np.trace(found)) / len(found) or 1.0
    np.fill_diagonal(found, 0)
    return found


def _centred(vectors: Vectors) -> NDArray[np.float64]:
    values = np.asarray(vectors, np.float64)
    centred: NDArray[np.float64] = values - values.mean(axis=0)
    return centred


def _hsic(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """HSIC_1 of Song et al., equation 5, of two Gram matrices without their diagonals."""
    n = len(one)
    sums = one.sum(axis=0), other.sum(axis=0)
    trace = float((one * other).sum())
    whole = float(sums[0].sum()) * float(sums[1].sum()) / ((n - 1) * (n - 2))
    return (trace + whole - 2 * float(sums[0] @ sums[1]) / (n - 2)) / (n * (n - 3))
