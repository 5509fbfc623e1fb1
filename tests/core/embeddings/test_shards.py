"""Parquet shards packed together: images with their splits, vectors with their images."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core import data
from core.embeddings.points import Points
from core.embeddings.sources import make
from core.embeddings.uploads.brought import Asked, look, read
from core.embeddings.uploads.classes import look_at, take
from core.errors import BadUpload
from tests.core.embeddings.test_brought_images import Files, picture, pictures, said, zipped


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OWN", "EMBEDDINGS"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path / name.lower()))


def shard(rows: range, **columns: object) -> bytes:
    """Images with their labels, by the numbers of their rows."""
    features = {"label": {"_type": "ClassLabel", "names": ["cup", "mug"]}}
    stated = {"huggingface": json.dumps({"info": {"features": features}})}
    blobs = [{"bytes": picture(i), "path": f"{i}.png"} for i in rows]
    table = pa.table({"image": blobs, "label": [i % 2 for i in rows], **columns})
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(stated), out)
    return out.getvalue()


def download() -> Files:
    """As one comes from the hub: a card, two shards of training images, one of test images."""
    return {
        "mugs/README.md": b"---\nlicense: cc0\n---\n",
        "mugs/.gitattributes": b"*.parquet filter=lfs\n",
        "mugs/data/train-00000-of-00002.parquet": shard(range(14)),
        "mugs/data/train-00001-of-00002.parquet": shard(range(14, 26)),
        "mugs/data/test-00000-of-00001.parquet": shard(range(26, 38)),
    }


def test_a_zip_of_shards_is_a_data_set_with_its_splits(tmp_path: Path) -> None:
    path = zipped(tmp_path / "mugs.zip", download())
    assert look_at(path, "mugs.zip").choices == ("label", "split")
    assert sorted(set(said(pictures(path)))) == ["cup", "mug"]
    known = take(path, "mugs.zip").known
    assert {part: len(rows) for part, rows in known.splits.items()} == {"train": 26, "test": 12}
    assert data.load(known.name, "test").images[0].shape == (20, 24, 3)


def test_folders_say_the_splits_too(tmp_path: Path) -> None:
    files = {"train/0000.parquet": shard(range(20)), "test/0000.parquet": shard(range(20, 40))}
    known = take(zipped(tmp_path / "m.zip", files), "m.zip").known
    assert {part: len(rows) for part, rows in known.splits.items()} == {"train": 20, "test": 20}


def test_vectors_come_with_their_images_unless_the_images_are_wanted(tmp_path: Path) -> None:
    vectors = np.random.default_rng(0).normal(size=(40, 5)).astype(np.float32)
    parts = {
        f"data/train-0000{n}-of-00002.parquet": shard(
            range(20 * n, 20 * n + 20), vector=vectors[20 * n : 20 * n + 20].tolist()
        )
        for n in range(2)
    }
    path = zipped(tmp_path / "seen.zip", parts)
    assert look(Asked(path, path.name)).images is False
    found = read(Asked(path, path.name))
    assert isinstance(found, Points)
    assert (found.vectors == vectors).all()
    assert found.images is not None
    assert found.images[3].shape == (20, 24, 3)
    assert found.known.classes == ("cup", "mug")
    made = make({"kind": "upload", "file": str(path)})
    sheets = made.sheets()
    assert sheets is not None
    assert sheets.count == 40
    assert len(take(path, path.name).known.splits["train"]) == 28
    single = tmp_path / "one.parquet"
    single.write_bytes(parts["data/train-00000-of-00002.parquet"])
    alone = read(Asked(single, single.name))
    assert isinstance(alone, Points)
    assert alone.images is not None


def test_bytes_that_are_no_images_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"v": [[1.0, 2.0]] * 4, "blob": [b"not an image"] * 4}), path)
    found = read(Asked(path, path.name))
    assert isinstance(found, Points)
    assert found.images is None
    assert "none is shown" in " ".join(found.known.notes)


def test_shards_that_do_not_fit_are_a_sentence(tmp_path: Path) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"image": [1, 2], "label": ["a", "b"]}), out)
    files = {"a.parquet": shard(range(12)), "b.parquet": out.getvalue()}
    with pytest.raises(BadUpload, match="have different columns"):
        take(zipped(tmp_path / "two.zip", files), "two.zip")
    torn = {"data/train-00000-of-00001.parquet": shard(range(12))[:300]}
    with pytest.raises(BadUpload, match="damaged or not a table"):
        take(zipped(tmp_path / "torn.zip", torn), "torn.zip")
