"""Files that were seen before are neither decoded nor encoded again; one that changed is."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.embeddings import EmbeddingSet
from core.embeddings.sources import _look, make
from core.embeddings.uploads.pictures import Opened
from tests.core.encoders.files import onnx_means

pytest.importorskip("onnxruntime")


@pytest.fixture
def photos(folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eight photos in two classes, and one that is none."""
    monkeypatch.setenv("EMBEDSCOPE_FEATURES", str(tmp_path / "features"))
    for number in range(8):
        place = tmp_path / "photos" / ("ab"[number % 2]) / f"{number}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(photo(number))
    (tmp_path / "photos" / "a" / "torn.png").write_bytes(b"torn")
    return tmp_path / "photos"


def photo(seed: int) -> bytes:
    out = io.BytesIO()
    draw = np.random.default_rng(seed)
    pixels = draw.integers(0, 255, (1, 1, 3)) * np.ones((90, 120, 1))
    Image.fromarray(pixels.astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which images are decoded."""
    rows = list[int]()
    decode = Opened.__getitem__

    def counted(self: Opened, index: int, /) -> np.ndarray:
        rows.append(index)
        return decode(self, index)

    monkeypatch.setattr(Opened, "__getitem__", counted)
    return rows


def through(folder: Path, net: Path) -> EmbeddingSet:
    return make({"kind": "upload", "file": str(folder), "by": f"file:{net}", "name": folder.name})


def sheet(made: EmbeddingSet) -> np.ndarray:
    return np.asarray(Image.open(made.folder / "thumbs/000.webp").convert("RGB"), int)


def test_seen_files_are_not_opened_again(
    photos: Path, tmp_path: Path, opened: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    net = onnx_means(tmp_path / "net.onnx", ["n", 3, 96, 96], axis=1)
    first = through(photos, net)
    assert first.about()["count"] == 8
    assert "1 of 9 images cannot be read" in first.about()["note"]
    monkeypatch.setattr("core.embeddings.sources._fill.LOOKED_AT", 1)
    moved = tmp_path / "moved"
    shutil.copytree(photos, moved)
    opened.clear()
    again = through(moved, net)
    assert len(opened) <= 2  # one says how large they are; the torn one is tried anew
    assert np.array_equal(again.vectors(), first.vectors())
    assert np.array_equal(sheet(again), sheet(first))
    assert again.names() == first.names()


def test_a_changed_file_is_noticed(photos: Path, tmp_path: Path, opened: list[int]) -> None:
    net = onnx_means(tmp_path / "net.onnx", ["n", 3, 96, 96], axis=1)
    first = through(photos, net)
    moved = tmp_path / "moved"
    shutil.copytree(photos, moved)
    (moved / "b" / "3.png").write_bytes(photo(77))
    again = through(moved, net)
    row = (again.names() or []).index("b/3.png")
    same = np.isclose(again.vectors(), first.vectors()).all(axis=1)
    assert np.flatnonzero(~same).tolist() == [row]
    assert np.abs(sheet(again) - sheet(first)).max() > 20


def test_another_way_of_opening_asks_anew(
    photos: Path, tmp_path: Path, opened: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    net = onnx_means(tmp_path / "net.onnx", ["n", 3, 96, 96], axis=1)
    through(photos, net)
    monkeypatch.setattr(_look, "READING", b"another")
    moved = tmp_path / "moved"
    shutil.copytree(photos, moved)
    opened.clear()
    through(moved, net)
    assert len(set(opened)) == 9
