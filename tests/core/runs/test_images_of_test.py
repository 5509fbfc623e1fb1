"""A run's test images: from its data set, else its thumbnails, else a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import data
from core.data.image_set import ImageSet
from core.data.sizes import Frame
from core.errors import DataMissing
from core.runs import test_images as module
from core.runs.run import Run
from tests.made_classifier import pictures, write_classifier


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    module._loaded.cache_clear()
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path / "none"))


def whole_set(monkeypatch: pytest.MonkeyPatch, labels: np.ndarray) -> np.ndarray:
    images = np.random.default_rng(0).integers(0, 255, (len(labels), 32, 32, 3), np.uint8)
    names = tuple(map(str, range(8)))
    made = ImageSet("cifar100", "test", images, labels, names, "made")
    monkeypatch.setattr(data, "load", lambda *_: made)
    return images


def test_only_the_asked_classes_in_the_runs_order(tmp_path, monkeypatch) -> None:
    run = Run(write_classifier(tmp_path / "run"))
    labels = np.repeat(np.arange(40) % 4, 2)
    labels[::2] = 7  # of classes that the run left out
    images = whole_set(monkeypatch, labels)
    shown = module.images_of_test(run)
    assert not shown.thumbnails
    assert len(shown) == 40
    assert (shown.images[3] == images[7]).all()
    assert shown.batch([0, 5], Frame(8, 8, colour=True)).shape == (2, 32, 32, 3)


@pytest.mark.parametrize(("net", "shape"), [("base-net", (32, 32, 3)), ("simple-cnn", (28, 28))])
def test_thumbnails_stand_in_and_say_so(net, shape, tmp_path) -> None:
    run = Run(write_classifier(tmp_path / "run", net=net))
    shown = module.images_of_test(run)
    assert shown.thumbnails
    assert "thumbnails" in shown.note
    assert "CIFAR-100 is not on this machine" in shown.note
    image = np.asarray(shown.images[5])
    gray = net == "simple-cnn"
    if gray:
        assert image.shape == shape
    expected = pictures(np.array([5 % 4]), gray=gray)[0]
    close = image if image.ndim == expected.ndim else np.repeat(image[..., None], 3, -1)
    assert np.abs(close.astype(int) - expected).mean() < 12


def test_another_set_of_that_name_is_not_taken(tmp_path, monkeypatch) -> None:
    run = Run(write_classifier(tmp_path / "run"))
    whole_set(monkeypatch, np.zeros(40, np.int64))
    assert "not the one that this run was tested on" in module.images_of_test(run).note


def test_without_both_it_says_how_to_get_them(tmp_path) -> None:
    run = Run(write_classifier(tmp_path / "run", thumbs=False))
    with pytest.raises(DataMissing, match="--get cifar100"):
        module.images_of_test(run)
