"""CKA against its definition over all pairs of images, by loops and by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import EmbedscopeError
from core.metrics.cka import cka_of_grams, gram, linear_cka, unbiased_cka

RANDOM = np.random.default_rng(3)
Array = NDArray[np.float64]


def naive(one: Array, other: Array) -> float:
    """HSIC(K, L) / sqrt(HSIC(K, K) HSIC(L, L)) with centred Gram matrices (Kornblith 2019, 3)."""
    n = len(one)
    centre = np.eye(n) - 1 / n

    def hsic(k: Array, m: Array) -> float:
        return float(np.trace(k @ centre @ m @ centre)) / (n - 1) ** 2

    k, m = one @ one.T, other @ other.T
    return hsic(k, m) / np.sqrt(hsic(k, k) * hsic(m, m))


def naive_unbiased(one: Array, other: Array) -> float:
    """Song et al. 2012, before it is simplified: means over distinct pairs, triples, quadruples."""

    def hsic(k: Array, m: Array) -> float:
        rows = range(len(k))
        pairs = np.mean([k[i, j] * m[i, j] for i, j in permutations(rows, 2)])
        triples = np.mean([k[i, j] * m[i, q] for i, j, q in permutations(rows, 3)])
        fours = np.mean([k[i, j] * m[q, r] for i, j, q, r in permutations(rows, 4)])
        return float(pairs + fours - 2 * triples)

    k, m = one @ one.T, other @ other.T
    return hsic(k, m) / np.sqrt(hsic(k, k) * hsic(m, m))


def test_by_hand() -> None:
    line = np.array([[-1.0], [0.0], [1.0]])
    bent = np.array([[1.0], [-2.0], [1.0]])
    assert linear_cka(line, 5 - 3 * line) == pytest.approx(1)
    assert linear_cka(line, bent) == pytest.approx(0)
    both = np.hstack([line, bent / np.sqrt(3)])  # two axes of equal length, one of them shared
    assert linear_cka(line, both) == pytest.approx(1 / np.sqrt(2))


def test_the_fast_form_is_that_over_all_pairs() -> None:
    one = RANDOM.normal(size=(30, 4)) + 7
    other = one @ RANDOM.normal(size=(4, 6)) + RANDOM.normal(size=(30, 6))
    assert linear_cka(one, other) == pytest.approx(naive(one, other))


def test_neither_sees_rotation_scale_or_shift() -> None:
    points = RANDOM.normal(size=(40, 5))
    turn, _ = np.linalg.qr(RANDOM.normal(size=(5, 5)))
    moved = 3 * points @ turn + 11
    assert linear_cka(points, moved) == pytest.approx(1)
    assert unbiased_cka(points, moved) == pytest.approx(1)


def test_the_unbiased_estimate_by_all_pairs_triples_and_quadruples() -> None:
    one = RANDOM.normal(size=(8, 3))
    other = one @ RANDOM.normal(size=(3, 2)) + 0.3 * RANDOM.normal(size=(8, 2))
    assert unbiased_cka(one, other) == pytest.approx(naive_unbiased(one, other))


def test_noise_of_many_dimensions_is_near_zero_only_without_bias() -> None:
    one, other = RANDOM.normal(size=(2, 60, 3000))
    assert linear_cka(one, other) > 0.8
    assert abs(unbiased_cka(one, other)) < 0.1


def test_a_table_of_many_and_what_does_not_vary() -> None:
    first = [RANDOM.normal(size=(20, 3)) for _ in range(2)]
    second = [*first, np.ones((20, 4))]
    table = cka_of_grams(*([gram(each) for each in side] for side in (first, second)))
    assert table.shape == (2, 3)
    assert table[0, 0] == table[1, 1] == pytest.approx(1)
    assert table[0, 1] == pytest.approx(unbiased_cka(first[0], second[1]))
    assert np.isnan(table[:, 2]).all()
    assert np.isnan(linear_cka(first[0], np.ones((20, 4))))
    with pytest.raises(EmbedscopeError, match="20 and 19 vectors"):
        linear_cka(first[0], first[1][:19])
    with pytest.raises(EmbedscopeError, match="4 or more"):
        unbiased_cka(first[0][:3], first[1][:3])
