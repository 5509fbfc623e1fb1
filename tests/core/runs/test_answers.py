"""What a run says of its test images, read from its folder."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix
from sklearn.neighbors import KNeighborsClassifier

from core.errors import RunBroken
from core.runs.answers import SOFTMAX, VOTES, answers_of, can_answer, same_test_set
from core.runs.run import Run
from tests.conftest import write_checkpoint


def classifier(folder: Path, *, data: str = "mnist", seed: int = 0) -> Run:
    """A run of 60 made answers about three classes."""
    draw = np.random.default_rng(seed)
    labels = np.arange(60) % 3
    scores = draw.random((60, 3)) + 0.6 * np.eye(3)[labels]
    (folder / "embedding").mkdir(parents=True)
    probabilities = (scores / scores.sum(1, keepdims=True)).astype(np.float16)
    np.save(folder / "embedding/test_probabilities.npy", probabilities)
    np.save(folder / "embedding/test_labels.npy", labels.astype(np.int16))
    (folder / "recipe.yaml").write_text("title: Made\ntask: classify\n")
    about = {"data": {"name": data, "classes": ["a", "b", "c"]}}
    (folder / "card.json").write_text(json.dumps(about))
    return Run(folder)


def test_a_classifiers_answers(tmp_path: Path) -> None:
    run = classifier(tmp_path / "one")
    answers = answers_of(run)
    assert (answers.kind, answers.k, answers.classes) == (SOFTMAX, None, ("a", "b", "c"))
    stored = np.load(run.folder / "embedding/test_probabilities.npy").astype(np.float32)
    np.testing.assert_array_equal(answers.predicted, stored.argmax(1))
    np.testing.assert_array_equal(answers.confidence, stored.max(1))
    expected = confusion_matrix(answers.labels, answers.predicted)
    np.testing.assert_array_equal(answers.matrix, expected)
    assert answers.right.mean() == pytest.approx(np.trace(expected) / 60)


def test_a_cell_holds_its_images_in_order(tmp_path: Path) -> None:
    answers = answers_of(classifier(tmp_path / "one"))
    seen = []
    for true in range(3):
        for called in range(3):
            rows = answers.cell(true, called)
            assert (answers.labels[rows] == true).all()
            assert (answers.predicted[rows] == called).all()
            steps = np.diff(answers.confidence[rows])
            assert (steps >= 0).all() if true == called else (steps <= 0).all()
            seen += rows.tolist()
    assert sorted(seen) == list(range(60))


def test_the_surest_mistakes(tmp_path: Path) -> None:
    answers = answers_of(classifier(tmp_path / "one"))
    rows = answers.surest_mistakes(4)
    wrong = np.flatnonzero(answers.predicted != answers.labels)
    assert set(rows) <= set(wrong)
    assert len(rows) == 4
    rest = np.setdiff1d(wrong, rows)
    assert answers.confidence[rows].min() >= answers.confidence[rest].max()


def test_an_embedding_answers_by_its_neighbours(tmp_path: Path) -> None:
    run = Run(write_checkpoint(tmp_path / "tiny", dimension=5))
    answers = answers_of(run)
    assert (answers.kind, answers.k) == (VOTES, 3)
    nearest = KNeighborsClassifier(3).fit(run.embedding("train"), run.labels("train"))
    np.testing.assert_allclose(
        answers.probabilities, nearest.predict_proba(run.embedding("test")), atol=1e-6
    )


def test_a_run_without_answers_is_named(tmp_path: Path) -> None:
    run = classifier(tmp_path / "one")
    (run.folder / "embedding/test_probabilities.npy").unlink()
    assert not can_answer(run)
    with pytest.raises(RunBroken, match="one keeps neither"):
        answers_of(run)


def test_probabilities_that_fit_no_labels_are_named(tmp_path: Path) -> None:
    run = classifier(tmp_path / "one")
    np.save(run.folder / "embedding/test_labels.npy", np.zeros(7, np.int16))
    with pytest.raises(RunBroken, match=r"\(60, 3\) for 7 labels"):
        answers_of(run)


def test_only_the_same_images_in_the_same_order_are_the_same_test_set(tmp_path: Path) -> None:
    one, two = classifier(tmp_path / "one"), classifier(tmp_path / "two", seed=1)
    other = classifier(tmp_path / "other", data="digits")
    assert same_test_set(one, two)
    assert not same_test_set(one, other)
    np.save(two.folder / "embedding/test_labels.npy", np.roll(np.arange(60) % 3, 1))
    assert not same_test_set(one, two)
