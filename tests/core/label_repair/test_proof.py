"""The proof in small: wrong labels of digits come first, and repaired by the truth all is well."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import data
from core.errors import BadUpload
from core.label_repair import applying
from core.label_repair.decisions import RELABEL, decide
from core.label_repair.entries import LABEL, Place
from core.label_repair.suspicion import (
    BOTH,
    CONFIDENT,
    NEIGHBOURS,
    fitted,
    folded,
    out_of_sample,
    suspicion,
)
from tests.core.label_repair.conftest import mislabelled

SHARE, FIRST = 0.05, 0.06


def flat(images: object) -> np.ndarray:
    return np.asarray(images, np.float32).reshape(len(images), -1)


def test_wrong_labels_stand_in_the_first_six_of_a_hundred(places: Path) -> None:
    version, rows = mislabelled(SHARE)
    wrong = data.load(version.name, "train")
    found = suspicion(flat(wrong.images), wrong.labels, classes=10)
    count = round(FIRST * len(wrong))
    for order in (BOTH, CONFIDENT, NEIGHBOURS):
        assert np.isin(rows, found.order(order)[:count]).mean() >= 0.95, order
    truth = data.load("digits", "train").labels
    assert (found.suggested()[rows] == truth[rows]).mean() >= 0.9
    fine = np.setdiff1d(np.arange(len(wrong)), rows)
    assert found.confident[rows].mean() > 0.7
    assert (found.confident | found.outvoted)[rows].mean() > 0.95
    assert found.confident[fine].mean() < 0.1


def test_repaired_by_the_truth_the_accuracy_comes_back(places: Path) -> None:
    version, _ = mislabelled(0.3)
    wrong, test = data.load(version.name, "train"), data.load("digits", "test")
    truth = data.load("digits", "train").labels
    order = suspicion(flat(wrong.images), wrong.labels, classes=10).order()
    for row in order[: round(0.4 * len(wrong))].tolist():
        if wrong.labels[row] != truth[row]:
            place = Place("train", row, int(wrong.labels[row]))
            decide(version.name, "Ada", RELABEL, place, wrong.classes, to=str(truth[row]))
    repaired = data.load(applying.apply(version.name).name, "train")

    def accuracy(labels: np.ndarray) -> float:
        model = fitted(flat(wrong.images), labels)
        return float((model.predict(flat(test.images)) == test.labels).mean())

    clean, noisy, after = map(accuracy, (truth, wrong.labels, repaired.labels))
    assert (repaired.labels != truth).mean() < 0.02
    assert noisy < clean - 0.03
    assert after > clean - 0.02


def test_no_image_is_judged_by_a_model_that_saw_it(places: Path) -> None:
    random = np.random.default_rng(0)
    vectors, labels = random.normal(size=(400, 40)).astype(np.float32), random.integers(0, 2, 400)
    said = out_of_sample(vectors, labels, classes=2)
    assert 0.4 < (said.argmax(axis=1) == labels).mean() < 0.6  # nothing to learn, nothing learned
    assert (fitted(vectors, labels).predict(vectors) == labels).mean() > 0.6
    of = folded(labels, 5, seed=0)
    counts = [np.bincount(labels[of == fold], minlength=2) for fold in range(5)]
    assert np.ptp(counts, axis=0).max() <= 1


def test_too_little_is_refused() -> None:
    few = np.zeros((8, 2), np.float32)
    with pytest.raises(BadUpload, match="8 images are too few"):
        suspicion(few, np.arange(8) % 2, classes=2)
    many = np.random.default_rng(0).normal(size=(20, 2))
    with pytest.raises(BadUpload, match="two classes"):
        suspicion(many, np.zeros(20, np.int64), classes=2)


def test_a_queue_tells_its_reasons_and_is_kept_with_pictures(places: Path) -> None:
    from core.jobs.kinds.repair_labels import make
    from core.label_repair.asked import Asked
    from core.label_repair.kept import forget_queue, kept_queue, picture

    version, rows = mislabelled(SHARE)
    told: list[int] = []
    asked = Asked(version.name, split="train")
    assert make(asked, progress=lambda step, *_: told.append(step), stop=lambda: False)
    assert told == sorted(told)
    assert told[-1] == 1000
    queue = kept_queue(version.name)
    assert queue is not None
    assert queue.images == 1437
    first = queue.entries[: round(FIRST * queue.images)]
    assert np.isin(rows, [each.place.row for each in first]).mean() >= 0.95
    entry, wrong = first[0], data.load(version.name, "train")
    assert entry.place.label == wrong.labels[entry.place.row]
    assert LABEL in entry.kinds
    assert f"{queue.classes[entry.suggestion]}" in entry.reasons[0]
    assert len(entry.near) == 8
    assert (picture(version.name, entry.place) or b"").startswith(b"RIFF")
    forget_queue(version.name)
    assert kept_queue(version.name) is None
    assert picture(version.name, entry.place) is None


def test_a_stopped_queue_leaves_the_one_before(places: Path) -> None:
    from core.jobs.kinds.repair_labels import make
    from core.label_repair.asked import Asked
    from core.label_repair.kept import kept_queue

    asked = Asked("digits", split="test")
    assert make(asked, progress=lambda *_: None, stop=lambda: False)
    before = kept_queue("digits")
    assert not make(Asked("digits", "test", seed=1), progress=lambda *_: None, stop=lambda: True)
    assert kept_queue("digits") == before
