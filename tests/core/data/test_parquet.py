from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import data as catalogue
from core.data.catalogue import has_unseen_classes
from core.data.encoded import EncodedImages
from core.errors import DataCorrupt, DataMissing
from tests.core.data import making

KINDS = ["ants", "bees"]


def write(data: Path, blobs: list[bytes | None], labels: list[int], **more: object) -> Path:
    for part in ("train", "val"):
        making.table(data / f"hymenoptera-{part}.parquet", blobs, labels, classes=KINDS, **more)
    return data / "hymenoptera-train.parquet"


def test_images_of_one_size_are_one_array(data: Path) -> None:
    write(data, [making.picture(10), making.picture(200, kind="WEBP")], [1, 0])
    images = catalogue.load("hymenoptera", "test")
    assert images.uniform
    assert images.images.shape == (2, 4, 6, 3)
    assert images.images[:, 0, 0, 0] == pytest.approx([10, 200], abs=3)
    assert images.labels.tolist() == [1, 0]
    assert images.classes == ("ants", "bees")
    assert images.paths == ("0.png", "1.png")
    assert catalogue.find("hymenoptera").sizes() == {"train": 2, "test": 2}


def test_images_of_many_sizes_are_decoded_on_demand(data: Path) -> None:
    write(data, [making.picture(10), making.picture(20, size=(3, 5), mode="L")], [0, 1])
    images = catalogue.load("hymenoptera", "train").images
    assert isinstance(images, EncodedImages)
    assert [image.shape for image in images] == [(4, 6, 3), (5, 3, 3)]
    assert images[-1][0, 0].tolist() == [20, 20, 20]


def test_shards_are_read_in_order_and_all_are_needed(data: Path) -> None:
    names = [f"{part}-0000{i}-of-00002.parquet" for part in ("train", "val") for i in (0, 1)]
    for value, name in enumerate(names):
        making.table(data / "hymenoptera" / "data" / name, [making.picture(value)], [value % 2])
    with pytest.raises(DataCorrupt, match="0 classes"):
        catalogue.load("hymenoptera", "train")
    for value, name in enumerate(names):
        place = data / "hymenoptera" / "data" / name
        making.table(place, [making.picture(value)], [value % 2], classes=KINDS)
    assert catalogue.load("hymenoptera", "test").images[:, 0, 0, 0].tolist() == [2, 3]
    place.unlink()
    with pytest.raises(DataMissing, match=r"missing .*val-00001-of-00002"):
        catalogue.load("hymenoptera", "train")


def test_a_fine_label_is_the_label(data: Path) -> None:
    for part in ("train", "test"):
        making.table(
            data / "cifar100" / f"{part}-00000-of-00001.parquet",
            [making.picture(5, size=(32, 32))],
            [1],
            classes=["apple", "baby"],
            label="fine_label",
        )
    images = catalogue.load("cifar100", "train")
    assert (images.classes, images.labels.tolist()) == (("apple", "baby"), [1])


def test_one_table_is_cut_by_class_and_always_alike(data: Path) -> None:
    labels = [0] * 18 + [1] * 17
    blobs = [making.picture(value) for value in range(35)]
    making.table(data / "cub200_2010.parquet", blobs, labels, classes=["owl", "wren"])
    train, test = (catalogue.load("cub200", split) for split in ("train", "test"))
    assert np.bincount(train.labels).tolist() == [15, 15]
    assert catalogue.find("cub200").sizes() == {"train": 30, "test": 5}
    values = [*train.images[:, 0, 0, 0], *test.images[:, 0, 0, 0]]
    assert sorted(values) == list(range(35))
    assert [labels[value] for value in values] == [*train.labels, *test.labels]
    assert train.paths[0] == f"{train.images[0, 0, 0, 0]}.png"
    np.testing.assert_array_equal(train.images, catalogue.load("cub200", "train").images)


def test_one_table_is_cut_between_classes(data: Path) -> None:
    labels = [*range(103), 99, 100]
    blobs = [making.picture(value) for value in range(105)]
    names = [f"bird {number}" for number in range(103)]
    making.table(data / "cub200_2010.parquet", blobs, labels, classes=names)
    train, test = (catalogue.load("cub200-unseen", split) for split in ("train", "test"))
    assert train.labels.tolist() == [*range(100), 99]
    assert test.labels.tolist() == [100, 101, 102, 100]
    assert test.images[:, 0, 0, 0].tolist() == [100, 101, 102, 104]
    assert has_unseen_classes("cub200-unseen")
    assert not has_unseen_classes("cub200")


@pytest.mark.parametrize("how", ["truncated", "empty", "noise"])
def test_a_spoilt_table_is_named(data: Path, how: str) -> None:
    path = write(data, [making.picture(9)] * 5, [0, 1, 0, 1, 0])
    making.damage(path, how)
    found = catalogue.find("hymenoptera")
    for reading in (found.sizes, lambda: catalogue.load("hymenoptera", "train")):
        with pytest.raises(DataCorrupt, match=r"hymenoptera-train.parquet .*fetch it again"):
            reading()


@pytest.mark.parametrize(
    ("blob", "why"),
    [
        pytest.param(b"no image", "cannot identify", id="no image"),
        pytest.param(making.picture(3, size=(90, 90), kind="JPEG")[:-300], "Truncated", id="cut"),
        pytest.param(None, "image 1 is empty", id="empty"),
    ],
)
def test_a_spoilt_image_is_named(data: Path, blob: bytes | None, why: str) -> None:
    write(data, [making.picture(3, size=(90, 90)), blob], [0, 1])
    with pytest.raises(DataCorrupt, match=f"hymenoptera-train.parquet.*{why}"):
        catalogue.load("hymenoptera", "train")


def test_another_table_is_refused(data: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for part in ("train", "val"):
        pq.write_table(pa.table({"a": [1, 2]}), data / f"hymenoptera-{part}.parquet")
    with pytest.raises(DataCorrupt, match="no column of images"):
        catalogue.load("hymenoptera", "train")
