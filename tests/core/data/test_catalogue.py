from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core import data as catalogue
from core.errors import DataCorrupt, DataMissing, UnknownName
from core.paths import ROOT
from core.registry import entries
from tests.core.data import making

NAMES = {
    "cifar10",
    "cifar100",
    "clothing",
    "cub200",
    "cub200-unseen",
    "digits",
    "families",
    "fashion-mnist",
    "fruits360",
    "hymenoptera",
    "kinfacew",
    "mnist",
}


def test_a_file_in_sets_is_a_data_set() -> None:
    assert set(catalogue.names()) >= NAMES
    for entry in entries("core.data.sets").values():
        assert entry.summary
        assert entry.source
        assert entry.constants["LICENCE"]
        assert entry.load().LAYOUTS


@pytest.mark.parametrize("name", sorted(NAMES - {"digits"}))
def test_what_is_missing_is_said_with_the_remedy(name: str) -> None:
    assert catalogue.find(name) is None
    remedy = "--get|EMBEDSCOPE_DATA"
    with pytest.raises(DataMissing, match=f"{name} is not on this machine. .*({remedy})"):
        catalogue.load(name, "train")


def test_unknown_names() -> None:
    with pytest.raises(UnknownName, match="fashion-mnist"):
        catalogue.load("fashion", "train")
    with pytest.raises(UnknownName, match="fashion-mnist"):
        catalogue.find("../etc")
    with pytest.raises(UnknownName, match="train"):
        catalogue.load("digits", "validation")


@pytest.mark.parametrize("place", ["fashion-mnist", "FashionMNIST/raw"])
@pytest.mark.parametrize("packed", [False, True])
def test_idx_files_are_found_and_loaded(data: Path, place: str, packed: bool) -> None:
    making.idx_set(data / place, packed=packed)
    found = catalogue.find("fashion-mnist")
    assert found is not None
    assert found.where == data / place
    assert found.sizes() == {"train": 30, "test": 20}
    images = catalogue.load("fashion-mnist", "test")
    assert isinstance(images.images, np.ndarray)
    assert images.images.dtype == np.uint8
    assert images.images.shape == (20, 4, 4)
    assert images.labels.dtype == np.int64
    np.testing.assert_array_equal(images.images[:, 0, 0], images.labels)
    assert images.classes[9] == "Ankle boot"
    assert images.source == str(data / place)
    part = images.take([3, 1])
    assert (len(part), part.labels.tolist(), part.images[0][0, 0]) == (2, [3, 1], 3)


def test_own_folder_comes_before_the_system(data: Path, tmp_path: Path) -> None:
    making.idx_set(tmp_path / "system" / "fashion-mnist", train=10)
    assert len(catalogue.load("fashion-mnist", "train")) == 10
    making.idx_set(data / "fashion-mnist", train=40)
    assert len(catalogue.load("fashion-mnist", "train")) == 40


def test_half_a_data_set_is_not_found(data: Path) -> None:
    making.idx_set(data / "mnist")
    (data / "mnist" / "t10k-labels-idx1-ubyte.gz").unlink()
    assert catalogue.find("mnist") is None
    with pytest.raises(DataMissing, match=r"missing .*t10k-labels-idx1-ubyte.gz"):
        catalogue.load("mnist", "train")


@pytest.mark.parametrize("how", ["truncated", "empty", "noise"])
def test_a_spoilt_file_is_named_with_the_remedy(data: Path, how: str) -> None:
    making.idx_set(data / "mnist", train=2000)
    making.damage(data / "mnist" / "train-images-idx3-ubyte.gz", how)
    assert catalogue.find("mnist") is not None
    with pytest.raises(DataCorrupt, match=r"train-images-idx3-ubyte.gz .*fetch it again"):
        catalogue.load("mnist", "train")
    assert len(catalogue.load("mnist", "test")) == 20


def test_a_label_without_a_class_is_refused(data: Path) -> None:
    making.idx_set(data / "mnist", packed=False)
    wrong = np.full(30, 11, np.uint8)
    (data / "mnist" / "train-labels-idx1-ubyte").write_bytes(making.idx(wrong))
    with pytest.raises(DataCorrupt, match="label 11, but 10 classes"):
        catalogue.load("mnist", "train")


def test_classes_listed_in_another_order_are_brought_into_ours(data: Path) -> None:
    order = ["bird", "airplane", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]
    for part in ("train", "test"):
        making.table(
            data / f"cifar10-{part}.parquet",
            [making.picture(50)] * 3,
            [0, 1, 9],
            classes=[*order, "automobile"],
        )
    images = catalogue.load("cifar10", "train")
    assert [images.classes[label] for label in images.labels] == ["bird", "airplane", "automobile"]


def test_digits_are_scikit_learns() -> None:
    from sklearn.datasets import load_digits

    ours = [catalogue.load("digits", split) for split in ("train", "test")]
    assert [len(split) for split in ours] == [1437, 360]
    assert sum(catalogue.find("digits").sizes().values()) == 1797
    theirs, labels = load_digits(return_X_y=True)

    def sorted_rows(images: np.ndarray, known: np.ndarray) -> list[tuple[int, ...]]:
        return sorted(map(tuple, np.column_stack([images.reshape(-1, 64), known]).tolist()))

    images = np.concatenate([split.images for split in ours])
    known = np.concatenate([split.labels for split in ours])
    assert images.dtype == np.uint8
    assert images.max() == 255
    assert sorted_rows(images, known) == sorted_rows(np.rint(theirs * 255 / 16).astype(int), labels)
    assert np.bincount(ours[1].labels).min() >= 34


def test_the_catalogue_is_light() -> None:
    code = (
        "import sys, core.data as d; d.find('digits').sizes(); d.load('digits', 'test');"
        "[d.find(name) for name in d.names()];"
        "heavy = {'torch', 'torchvision', 'sklearn', 'pandas', 'pyarrow', 'scipy', 'PIL'};"
        "print(heavy & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("set()", 0), done.stderr


def test_whether_a_set_is_here_and_what_it_is_called_is_no_error_for_one_that_is_gone() -> None:
    assert catalogue.is_here("digits")
    assert not catalogue.is_here("own-000000000000")
    assert catalogue.called("digits") == "scikit-learn's digits"
    assert catalogue.called("own-000000000000") == "own-000000000000"
