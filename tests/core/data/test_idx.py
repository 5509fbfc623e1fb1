from __future__ import annotations

import gzip
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.extra import numpy as arrays

from core.data.readers import idx
from core.errors import DataCorrupt
from tests.core.data import making

ANY = arrays.array_shapes(max_dims=4, min_side=0, max_side=5).flatmap(
    lambda shape: arrays.arrays(
        arrays.integer_dtypes(endianness="=", sizes=(16, 32)) | arrays.floating_dtypes(sizes=(32,)),
        shape,
    )
)
BYTES = arrays.arrays(np.uint8, arrays.array_shapes(min_dims=1, max_dims=3, max_side=6))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(array=ANY | BYTES)
def test_what_was_written_is_read(tmp_path: Path, array: np.ndarray) -> None:
    array = array.astype(array.dtype.newbyteorder("="))
    for name, content in (
        ("plain", making.idx(array)),
        ("packed.gz", gzip.compress(making.idx(array), 1)),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        got = idx.read(path)
        np.testing.assert_array_equal(got, array)
        assert got.dtype == array.dtype
        assert got.flags.writeable
        assert idx.shape(path) == array.shape


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("how", ["truncated", "empty", "noise"])
def test_a_spoilt_file_is_named(tmp_path: Path, how: str, packed: bool) -> None:
    content = making.idx(np.arange(5000, dtype=np.uint8).reshape(50, 10, 10))
    path = tmp_path / "train-images"
    path.write_bytes(gzip.compress(content) if packed else content)
    making.damage(path, how)
    with pytest.raises(DataCorrupt, match=r"train-images .*fetch it again"):
        idx.read(path)


def test_a_flipped_bit_in_a_gzip_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "images.gz"
    noise = np.random.default_rng(0).integers(0, 255, (20, 10, 10)).astype(np.uint8)
    path.write_bytes(gzip.compress(making.idx(noise)))
    making.damage(path, "middle")
    with pytest.raises(DataCorrupt, match="damaged"):
        idx.read(path)


@pytest.mark.parametrize("packed", [False, True])
def test_more_data_than_the_header_names(tmp_path: Path, packed: bool) -> None:
    content = making.idx(np.zeros((3, 4), np.uint8)) + b"\0" * 3000
    path = tmp_path / "images"
    path.write_bytes(gzip.compress(content) if packed else content)
    with pytest.raises(DataCorrupt, match="too long"):
        idx.read(path)


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(making.idx(np.zeros(10, np.uint8)) + bytes(64 << 20), 1))
    tracemalloc.start()
    try:
        with pytest.raises(DataCorrupt, match="too long"):
            idx.read(path)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "start",
    [
        pytest.param(b"\x89PNG\r\n\x1a\n", id="another kind"),
        pytest.param(struct.pack(">HBBI", 0, 0x07, 1, 4) + b"1234", id="unknown type"),
        pytest.param(struct.pack(">HBB", 0, 0x08, 0), id="no axes"),
        pytest.param(struct.pack(">HBBI", 0, 0x08, 3, 4), id="header cut short"),
        pytest.param(struct.pack(">HBB3I", 0, 0x08, 3, *[2**32 - 1] * 3), id="impossible sizes"),
    ],
)
def test_wrong_headers(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "labels"
    path.write_bytes(start)
    for reading in (idx.read, idx.shape):
        with pytest.raises(DataCorrupt, match="labels"):
            reading(path)


def test_members_and_padding_as_gzip_allows(tmp_path: Path) -> None:
    content = making.idx(np.arange(200, dtype=np.uint8))
    path = tmp_path / "labels.gz"
    path.write_bytes(gzip.compress(content[:50]) + gzip.compress(content[50:]) + bytes(16))
    np.testing.assert_array_equal(idx.read(path), np.arange(200))


def test_labels_and_images_must_agree(data: Path) -> None:
    making.idx_set(data / "mnist", packed=False)
    layout = idx.IdxFiles("mnist")
    files = layout.files(data)
    (data / "mnist" / "train-labels-idx1-ubyte").write_bytes(making.idx(np.zeros(7, np.uint8)))
    with pytest.raises(DataCorrupt, match="7 labels for 30 images"):
        layout.read(files, "train")
    (data / "mnist" / "train-images-idx3-ubyte").write_bytes(making.idx(np.zeros(7, np.uint8)))
    with pytest.raises(DataCorrupt, match="of 1 axes"):
        layout.read(files, "train")
