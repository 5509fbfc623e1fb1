import math
from pathlib import Path

import numpy as np
import pytest

from core.diagnosis import data_issues as issues
from core.diagnosis.data_issues import (
    data_issues,
    label_issues,
    near_duplicates,
    nearest,
    neighbourhood,
    outliers,
)
from core.embeddings import EmbeddingSetWriter
from core.errors import EmbedscopeError


def islands(n: int = 200, d: int = 6, seed: int = 0):
    random = np.random.default_rng(seed)
    labels = np.arange(n) % 4
    centres = random.normal(size=(4, d)) * 8
    return (centres[labels] + random.normal(size=(n, d))).astype(np.float32), labels


def distances(vectors):
    away = np.sqrt(((vectors[:, None].astype(float) - vectors[None]) ** 2).sum(-1))
    np.fill_diagonal(away, np.inf)
    return away


def test_near_duplicates_are_those_of_a_plain_loop():
    vectors, _ = islands()
    vectors[7], vectors[30] = vectors[90], vectors[31] + 1e-3
    away = distances(vectors)
    pairs = sorted((away[i, j], i, j) for i in range(200) for j in range(i + 1, 200))[:20]
    found = near_duplicates(neighbourhood(vectors), top=20)
    assert list(zip(found.rows, found.other, strict=True)) == [(i, j) for _, i, j in pairs]
    first = away.min(1)
    typical = np.median(first[first > 0])
    assert np.allclose(found.score, [d / typical for d, *_ in pairs], atol=1e-5)
    assert (found.rows[0], found.other[0], found.score[0]) == (7, 90, 0)
    assert (found.rows[1], found.other[1]) == (30, 31)


def test_outliers_are_those_of_a_plain_loop():
    vectors, labels = islands()
    vectors[5] += 40
    scores = np.zeros(200)
    for c in range(4):
        rows = np.flatnonzero(labels == c)
        fifth = np.sort(distances(vectors[rows]), axis=1)[:, 4]
        scores[rows] = fifth / np.median(fifth)
    found = outliers(vectors, labels, top=200)
    assert found.rows[0] == 5
    assert found.other[0] == 1
    assert np.allclose(found.score, np.sort(scores)[::-1], rtol=1e-5)
    assert np.allclose(scores[found.rows], found.score, rtol=1e-5)


def test_outliers_without_classes_and_of_tiny_ones():
    vectors, labels = islands()
    vectors[5] += 40
    assert outliers(vectors, np.full(200, -1)).rows[0] == 5
    labels[:] = 0
    labels[3], labels[4], labels[9] = 1, 2, 2  # classes of one point and of two
    found = outliers(vectors, labels, top=200)
    assert 3 not in found.rows
    assert {4, 9} <= set(found.rows.tolist())


def test_label_errors_are_those_of_a_plain_loop():
    vectors, labels = islands()
    truth = labels.copy()
    wrong = [3, 50, 77, 120]
    labels[wrong] = (labels[wrong] + 1) % 4
    labels[8] = -1
    expected = {}
    for i, row in enumerate(np.argsort(distances(vectors), axis=1, kind="stable")[:, :10]):
        counts = [int((labels[row] == c).sum()) for c in range(4)]
        best = int(np.argmax(counts))
        if labels[i] >= 0 and best != labels[i] and counts[best] > 5:
            expected[i] = (best, counts[best] / 10)
    found = label_issues(neighbourhood(vectors), labels)
    got = dict(zip(found.rows.tolist(), zip(found.other, found.score, strict=True), strict=True))
    assert set(got) == set(expected) == set(wrong)
    for row, (best, share) in expected.items():
        assert got[row][0] == best == truth[row]
        assert got[row][1] == pytest.approx(share)
    assert (np.diff(found.score) <= 0).all()
    near = np.sort(distances(vectors)[found.rows], axis=1)[:, :10].mean(1)
    assert all(near[i] <= near[i + 1] for i in range(3) if found.score[i] == found.score[i + 1])


def test_a_sample_is_compared_where_all_would_take_long():
    vectors, labels = islands(n=2_000, d=12)
    a_pair = 12 + issues.OVERHEAD
    around = neighbourhood(vectors, work=a_pair * 2_000 * 300)
    assert "sample of 300 of 2,000 points" in around.note
    away = distances(vectors[:2_000])[around.rows]
    assert np.array_equal(around.indices, np.argsort(away, axis=1, kind="stable")[:, :10])
    assert near_duplicates(around).note == label_issues(around, labels).note == around.note
    assert "sample of points" in outliers(vectors, labels, work=a_pair * 4 * 500 * 120).note
    assert neighbourhood(vectors, work=math.inf).note == ""


def test_a_collapsed_cloud_and_a_tiny_one():
    flat = np.zeros((30, 3), np.float32)
    found = near_duplicates(neighbourhood(flat), top=5)
    assert (found.score == 0).all()
    assert len(found.rows) == 5
    assert np.isfinite(outliers(flat, np.zeros(30, int)).score).all()
    assert len(near_duplicates(neighbourhood(np.eye(3))).rows) == 3


def test_nearest_in_the_original_space(folders: Path):
    vectors, labels = islands()
    vectors[10] = vectors[20]
    writer = EmbeddingSetWriter("near")
    writer.vectors(vectors)
    writer.labels(labels)
    embedding_set = writer.finish(
        title="near", source={}, classes=list("abcd"), count=200, dimension=6
    )
    for row in (0, 10, 199):
        rows, away = nearest(embedding_set.vectors(), row, 5)
        expected = np.argsort(distances(vectors)[row], kind="stable")[:5]
        assert rows.tolist() == expected.tolist()
        assert np.allclose(away, distances(vectors)[row][expected], atol=1e-5)
    assert len(nearest(embedding_set.vectors(), 0, 900)[0]) == 199
    with pytest.raises(EmbedscopeError, match="no point 200"):
        nearest(embedding_set.vectors(), 200, 5)
    assert set(data_issues(embedding_set.vectors(), embedding_set.labels())) == {
        "duplicates",
        "outliers",
        "label_errors",
    }
