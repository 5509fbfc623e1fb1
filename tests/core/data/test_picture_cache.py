from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.data import picture_cache as cache
from core.data.picture_cache import Cache, key_of

FIELDS = [("vector", "f4", (2, 3)), ("found", "?")]


def filled(folder: Path, numbers: range) -> Cache:
    kept = Cache(folder, FIELDS)
    for number in numbers:
        kept.add(key_of(b"%d" % number), np.full((2, 3), number), number % 2 == 0)
    return kept


def test_what_was_kept_is_there_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "PART", 4)
    first = filled(tmp_path, range(10))
    assert len(list(tmp_path.glob("*.npy"))) == 2, "full parts are written at once"
    first.flush()
    first.flush()
    assert len(list(tmp_path.glob("*.npy"))) == 3
    again = Cache(tmp_path, FIELDS)
    for number in range(10):
        record = again[key_of(b"%d" % number)]
        assert (record["vector"] == number).all()
        assert bool(record["found"]) is (number % 2 == 0)
    assert key_of(b"10") not in again


def test_two_that_fill_a_folder_do_not_disturb_each_other(tmp_path: Path) -> None:
    first, second = filled(tmp_path, range(3)), filled(tmp_path, range(2, 6))
    first.flush()
    second.flush()
    both = Cache(tmp_path, FIELDS)
    assert all(key_of(b"%d" % number) in both for number in range(6))


def test_a_damaged_or_foreign_part_is_passed_over(tmp_path: Path) -> None:
    filled(tmp_path, range(3)).flush()
    (whole,) = tmp_path.glob("*.npy")
    (tmp_path / "cut.npy").write_bytes(whole.read_bytes()[:200])
    np.save(tmp_path / "other.npy", np.zeros(5))
    (tmp_path / "text.npy").write_text("no array")
    kept = Cache(tmp_path, FIELDS)
    assert [key_of(b"%d" % number) in kept for number in range(4)] == [True, True, True, False]
    assert key_of(b"0") not in Cache(tmp_path, [("other", "f4", 7)])


def test_without_a_folder_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    kept = Cache(None, FIELDS)
    kept.add(key_of(b"a"), np.zeros((2, 3)), True)
    kept.flush()
    assert key_of(b"a") in kept
    assert list((tmp_path / "empty").iterdir()) == []


def test_keys_tell_contents_and_shapes_apart() -> None:
    pixels = np.arange(24, dtype=np.uint8)
    keys = {key_of(pixels.reshape(2, 4, 3)), key_of(pixels.reshape(4, 2, 3)), key_of(bytes(pixels))}
    assert len(keys) == 3
    assert key_of(pixels.reshape(2, 4, 3)[:, ::-1]) not in keys
    assert key_of(np.asfortranarray(pixels.reshape(2, 4, 3))) in keys
