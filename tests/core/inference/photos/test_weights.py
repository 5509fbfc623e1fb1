"""Votes of Fashion-MNIST's classes, weighed for photos."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import RunBroken
from core.inference.photos.classify import Garments
from core.inference.photos.weights import FILE, fit, weighted, weights_of
from core.runs.run import Run
from tests.drawn_clothes import as_fashion_mnist, drawn, write_clothes_checkpoint


def votes_of(random: np.random.Generator, labels: np.ndarray) -> np.ndarray:
    """Shares [n, 4] that favour class 0 over class 1; class 3 is never right."""
    alpha = np.array([4.0, 1.0, 1.0, 0.5]) + 3 * np.eye(4)[labels]
    return np.stack([random.dirichlet(row) for row in alpha])


def test_weighted_is_the_product_brought_to_one() -> None:
    shares = np.array([[0.5, 0.5, 0.0], [0.2, 0.0, 0.8]])
    found = weighted(shares, np.array([1.0, 3.0, 2.0]))
    assert found == pytest.approx(np.array([[0.25, 0.75, 0], [0.2 / 1.8, 0, 1.6 / 1.8]]))


def test_a_favoured_class_gets_less_and_one_that_is_not_shown_stays() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, 3, 900)
    shares = votes_of(random, labels)
    weights = fit(shares, labels)
    assert weights[0] < min(weights[1], weights[2])
    assert weights[3] == 1
    assert np.log(weights[:3]).sum() == pytest.approx(0, abs=1e-6)
    before, after = shares.argmax(1) == labels, weighted(shares, weights).argmax(1) == labels
    assert after.mean() > before.mean()


def test_fair_votes_are_hardly_weighed() -> None:
    random = np.random.default_rng(1)
    labels = random.integers(0, 4, 2000)
    alpha = 1 + 3 * np.eye(4)[labels]
    shares = np.stack([random.dirichlet(row) for row in alpha])
    assert fit(shares, labels) == pytest.approx(np.ones(4), rel=0.15)


def test_a_checkpoint_weighs_photos_but_not_what_it_knows(tmp_path: Path) -> None:
    run = Run(write_clothes_checkpoint(tmp_path / "net", count=60))  # fewer a class than vote
    plain = Garments(run)
    answer = plain.classify(drawn("T-shirt"))
    assert answer.shares == {name: count / 31 for name, count in answer.votes.items()}
    second = [name for name, count in answer.votes.items() if count][1]
    (tmp_path / "net/readout").mkdir()
    heavy = {name: 100.0 if name == second else 1.0 for name in plain.classes}
    (tmp_path / "net" / FILE).write_text(json.dumps(heavy))
    weighed = Garments(run)
    again = weighed.classify(drawn("T-shirt"))
    assert again.votes == answer.votes
    assert again.label == second
    assert sum(again.shares.values()) == pytest.approx(1)
    known = Image.fromarray(as_fashion_mnist("T-shirt", seed=0))
    assert weighed.classify(known).label == plain.classify(known).label


def test_an_unreadable_file_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "readout").mkdir()
    (tmp_path / FILE).write_text('{"Bag": 1}')
    with pytest.raises(RunBroken, match="weights"):
        weights_of(Run(tmp_path), ("Bag", "Dress"))
