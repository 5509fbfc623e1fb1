"""Two sides measured, against loops over every image."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.comparison.compared import (
    FIRST,
    NEITHER,
    Question,
    classes_compared,
    compare_sides,
    votes_compared,
)
from core.comparison.one_image import near_image
from core.comparison.partners import partners
from core.comparison.sides import Side, find_side
from core.comparison.tables import classes_csv, images_csv
from core.comparison.verdict import classes_in_words, neighbours_in_words, verdict
from core.errors import NotComparable
from core.metrics.mcnemar import mcnemar
from core.paths import CHECKPOINTS

SHIPPED = CHECKPOINTS


@pytest.fixture
def sides(folders: Path) -> tuple[Side, Side]:
    """Tiny islands that overlap."""
    for name in ("tiny", "wide"):
        place = folders / f"checkpoints/{name}/embedding/test.npy"
        points = np.load(place).astype(np.float32)
        noise = np.random.default_rng(5).normal(size=points.shape)
        np.save(place, (points + 2.5 * noise).astype(np.float16))
    return find_side("tiny"), find_side("wide")


def nearest(vectors: np.ndarray, k: int, *, cosine: bool) -> np.ndarray:
    points = np.asarray(vectors, np.float32).astype(float)
    if cosine:
        points = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    away = np.linalg.norm(points[:, None].astype(float) - points[None].astype(float), axis=2)
    np.fill_diagonal(away, np.inf)
    return np.argsort(away, axis=1, kind="stable")[:, :k]


@pytest.mark.parametrize("by", ["distance", "cosine"])
def test_neighbours_votes_and_flips_by_loops(sides: tuple[Side, Side], by: str) -> None:
    found = compare_sides(*sides, Question(k=5, by=by))
    labels = sides[0].embedding_set.labels()
    near = [nearest(side.vectors(), 5, cosine=by == "cosine") for side in sides]
    for row in range(0, 400, 13):
        one, other = (set(each[row].tolist()) for each in near)
        assert found.overlap[row] == pytest.approx(len(one & other) / len(one | other))
        for side in (0, 1):
            votes = np.bincount(labels[near[side][row]], minlength=10)
            assert found.votes[side, row] == votes.argmax()
            assert found.nearest[side, row] == labels[near[side][row, 0]]
        both = near_image(*sides, (found.first, found.second), row, k=5, by=by)
        np.testing.assert_array_equal(both.rows, [each[row] for each in near])
        assert set(both.change.lost.tolist()) == one - other
    right = found.votes == labels
    assert (found.change == FIRST).sum() == (right[0] & ~right[1]).sum()
    assert (found.change == NEITHER).sum() == (~right[0] & ~right[1]).sum()


def test_figures_are_paired_and_classes_corrected(sides: tuple[Side, Side]) -> None:
    found = compare_sides(*sides)
    votes, recall = votes_compared(found)
    right = found.votes == found.labels
    assert votes.difference.value == pytest.approx(right[1].mean() - right[0].mean())
    assert recall.test.both == ((found.nearest == found.labels).all(axis=0)).sum()
    classes = classes_compared(found)
    assert sum(each.difference.n or 0 for each in classes) == 400
    raw = [mcnemar(*right[:, found.labels == each.label]).p for each in classes]
    worst = int(np.argmin(raw))
    assert classes[worst].p == pytest.approx(min(1.0, 10 * raw[worst]))
    assert all(each.p >= p for each, p in zip(classes, raw, strict=True))
    table = classes_csv(classes, found.classes).splitlines()
    assert len(table) == 11
    assert table[1].startswith(f"{found.classes[classes[0].label]},40,")
    flips = images_csv(found, None, only=found.change == FIRST).splitlines()
    assert len(flips) == 1 + (found.change == FIRST).sum()


def test_a_side_against_itself_cannot_be_told_apart(sides: tuple[Side, Side]) -> None:
    found = compare_sides(sides[0], sides[0])
    votes, _ = votes_compared(found)
    assert (found.overlap == 1).all()
    assert found.cka == pytest.approx(1)
    said = verdict(votes, "A", "B", k=10)
    assert "A and B cannot be told apart" in said
    assert "no proof" in said
    words = classes_in_words(classes_compared(found), found.classes, "A", "B")
    assert "No class can be told apart" in words
    assert "**10.0**" in neighbours_in_words(found, k=10)


def test_the_verdict_names_the_better_one_whichever_side_it_is(folders: Path) -> None:
    place = folders / "checkpoints/tiny/embedding/test.npy"
    np.save(place, np.random.default_rng(0).normal(size=(400, 2)).astype(np.float16))
    bad, good = find_side("tiny"), find_side("wide")
    for pair in ((bad, good), (good, bad)):
        votes, _ = votes_compared(compare_sides(*pair))
        names = [side.name for side in pair]
        said = verdict(votes, *names, k=10)
        assert said.startswith("**wide is better than tiny:**")
        same = compare_sides(pair[0], pair[0])
        _, undecided = votes_compared(same)
        both = verdict(votes, *names, k=10, nearest=undecided)
        assert both == f"{said} By the nearest alone (Recall@1) they cannot be told apart."
        assert verdict(votes, *names, k=10, nearest=votes) == said
        assert "difference of +" in said


def test_a_sample_is_drawn_and_said(sides: tuple[Side, Side]) -> None:
    found = compare_sides(*sides, Question(most=100, seed=2))
    assert len(found.first) == 100
    assert found.among == 400
    assert np.bincount(found.labels).tolist() == [10] * 10
    assert "A sample of 100 of 400 images (seed 2)" in found.told
    with pytest.raises(NotComparable, match="choose 1 to 99"):
        compare_sides(*sides, Question(k=100, most=100))


def test_images_without_a_class_do_not_vote(sides: tuple[Side, Side]) -> None:
    labels = sides[0].embedding_set.folder / "labels.npy"
    known = np.load(labels)
    known[known == 3] = -1
    known[:1] = 3  # and one alone of its class has nothing to find
    np.save(labels, known)
    one = Side("a", "a", sides[0].embedding_set)
    found = compare_sides(one, one)
    assert not found.asked[:1].any()
    assert (found.labels[known == -1] == -1).all()
    near = nearest(one.vectors(), 10, cosine=False)
    np.testing.assert_array_equal(found.votes[0] == -1, (known[near] == -1).all(axis=1))
    votes, _ = votes_compared(found)
    assert votes.difference.n == int((known >= 0).sum()) - 1


def test_partners_and_names_that_are_not_there(sides: tuple[Side, Side], folders: Path) -> None:
    assert partners("tiny", sides[0].images()) == ["wide"]
    with pytest.raises(NotComparable, match="Neither a run nor an embedding set is called 'x'"):
        find_side("x")
    with pytest.raises(NotComparable, match="keeps no frames"):
        find_side("wide@first")


def test_shipped_races_at_their_moments() -> None:
    start = find_side("race-batch-hard@first"), find_side("race-semi-hard@first")
    assert (compare_sides(*start).overlap == 1).all()  # both start from the same weights
    end = find_side("race-batch-hard@last"), find_side("race-semi-hard@last")
    votes, _ = votes_compared(compare_sides(*end))
    assert "**Semi-hard" in verdict(votes, *(side.title for side in end), k=10)
    card = json.loads((SHIPPED / "race-batch-hard/card.json").read_text())
    assert "collapse" in card["verdict"].lower()
    with pytest.raises(NotComparable, match="no frame of step 4"):
        find_side("race-batch-hard@4")
