from __future__ import annotations

import io
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import data as catalogue
from core.data.readers import cifar_batches
from core.errors import DataCorrupt
from core.registry import entries
from tests.core.data import making

NAMES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]


class Evil:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.path,))


def write_batches(folder: Path, each: int = 4, protocol: int = 2) -> None:
    folder.mkdir()
    random = np.random.default_rng(0)
    for name in (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"):
        pixels = random.integers(0, 256, (each, 3072)).astype(np.uint8)
        table = {"data": pixels, "labels": list(range(each)), "batch_label": name}
        (folder / name).write_bytes(pickle.dumps(table, protocol))
    (folder / "batches.meta").write_bytes(pickle.dumps({"label_names": NAMES}, protocol))


@pytest.mark.parametrize("protocol", [2, 4])
def test_batches_as_torchvision_reads_them(data: Path, protocol: int) -> None:
    write_batches(data / "cifar-10-batches-py", protocol=protocol)
    images = catalogue.load("cifar10", "train")
    assert images.images.shape == (20, 32, 32, 3)
    assert images.labels.tolist() == [0, 1, 2, 3] * 5
    with (data / "cifar-10-batches-py" / "data_batch_2").open("rb") as file:
        raw = pickle.load(file)["data"]
    expected = raw[1].reshape(3, 32, 32)
    np.testing.assert_array_equal(images.images[5], np.moveaxis(expected, 0, -1))
    assert list(images.classes) == NAMES
    if protocol == 4:  # pixels as they are, as in the published files; 2 writes them as text here
        assert catalogue.find("cifar10").sizes() == {"train": 20, "test": 4}


def test_cifar100_in_torchvisions_layout(data: Path) -> None:
    folder = data / "cifar-100-python"
    folder.mkdir()
    for name in ("train", "test"):
        table = {"data": np.zeros((3, 3072), np.uint8), "fine_labels": [0, 1, 1]}
        (folder / name).write_bytes(pickle.dumps(table))
    (folder / "meta").write_bytes(pickle.dumps({"fine_label_names": ["apple", "bear"]}))
    images = catalogue.load("cifar100", "test")
    assert (images.classes, images.labels.tolist()) == (("apple", "bear"), [0, 1, 1])


def test_a_pickle_cannot_run_anything(data: Path) -> None:
    write_batches(data / "cifar-10-batches-py")
    path = data / "cifar-10-batches-py" / "data_batch_3"
    path.write_bytes(pickle.dumps(Evil(data / "was-run")))
    with pytest.raises(DataCorrupt, match=r"data_batch_3 .*it asks for pathlib"):
        catalogue.load("cifar10", "train")
    assert not (data / "was-run").exists()


@pytest.mark.parametrize("how", ["truncated", "empty", "noise"])
def test_a_spoilt_batch_is_named(data: Path, how: str) -> None:
    write_batches(data / "cifar-10-batches-py")
    making.damage(data / "cifar-10-batches-py" / "test_batch", how)
    with pytest.raises(DataCorrupt, match=r"test_batch .*fetch it again"):
        catalogue.load("cifar10", "test")


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([1], "not a table"),
        ({"labels": [1]}, "no pixels"),
        ({"data": np.zeros((2, 3072), np.uint8)}, "no labels"),
        ({"data": np.zeros((2, 3072), np.uint8), "labels": [1]}, "1 labels for 2 images"),
        ({"data": np.zeros((2, 3000), np.uint8), "labels": [1]}, "no pixels"),
    ],
)
def test_other_tables_are_refused(data: Path, table: object, why: str) -> None:
    write_batches(data / "cifar-10-batches-py")
    (data / "cifar-10-batches-py" / "test_batch").write_bytes(pickle.dumps(table))
    with pytest.raises(DataCorrupt, match=why):
        catalogue.load("cifar10", "test")


def test_the_only_names_a_pickle_may_use() -> None:
    reader = cifar_batches._PlainReader(io.BytesIO())
    for module, name in (("builtins", "eval"), ("os", "system"), ("numpy", "load")):
        with pytest.raises(pickle.UnpicklingError, match=f"{module}.{name}"):
            reader.find_class(module, name)


def write_pngs(folder: Path, each: int = 3) -> np.ndarray:
    folder.mkdir()
    pixels = np.random.default_rng(0).integers(0, 256, (6, each, 1024, 3)).astype(np.uint8)
    names = (*(f"data_batch_{i}" for i in range(1, 6)), "test_batch")
    for batch, name in zip(pixels, names, strict=True):
        Image.fromarray(batch).save(folder / f"{name}.png")
    (folder / "train_lables.json").write_text(json.dumps([0, 1, 2] * 5))
    (folder / "test_lables.json").write_text(json.dumps([7, 8, 9]))
    return pixels


def test_rows_of_large_pngs(data: Path) -> None:
    pixels = write_pngs(data / "cifar10")
    images = catalogue.load("cifar10", "train")
    np.testing.assert_array_equal(images.images[4], pixels[1, 1].reshape(32, 32, 3))
    assert catalogue.find("cifar10").sizes() == {"train": 15, "test": 3}
    assert catalogue.load("cifar10", "test").labels.tolist() == [7, 8, 9]


@pytest.mark.parametrize("how", ["truncated", "empty", "noise"])
@pytest.mark.parametrize("name", ["test_batch.png", "test_lables.json"])
def test_a_spoilt_png_or_list_is_named(data: Path, name: str, how: str) -> None:
    write_pngs(data / "cifar10")
    making.damage(data / "cifar10" / name, how)
    with pytest.raises(DataCorrupt, match=f"{name} "):
        catalogue.load("cifar10", "test")


def test_labels_and_rows_must_agree(data: Path) -> None:
    write_pngs(data / "cifar10")
    (data / "cifar10" / "test_lables.json").write_text("[1]")
    with pytest.raises(DataCorrupt, match="1 labels for 3 images"):
        catalogue.load("cifar10", "test")
    (data / "cifar10" / "test_lables.json").write_text('{"a": 1}')
    with pytest.raises(DataCorrupt, match="not a list"):
        catalogue.load("cifar10", "test")


def test_both_know_the_same_classes() -> None:
    assert list(entries("core.data.sets")["cifar10"].constants["CLASSES"]) == NAMES
