"""What is other on Windows, by simulation: locks, files that are read, names. None was at hand."""

from __future__ import annotations

import errno
import os
import sys
import types
from pathlib import Path

import numpy as np
import pytest

import embedscope
from embedscope import atomic
from embedscope.claim import SHARES


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[int, int], int]:
    """No fcntl, and an msvcrt that locks as Windows does: bytes of a file, from where it stands,
    each for one handle, until that is closed.
    """
    held: dict[tuple[int, int], int] = {}

    def locking(handle: int, mode: int, count: int) -> None:
        assert mode == msvcrt.LK_NBLCK
        place, start = os.fstat(handle).st_ino, os.lseek(handle, 0, os.SEEK_CUR)
        asked = [(place, byte) for byte in range(start, start + count)]
        for each in asked:
            other = held.get(each)
            if other is not None and other != handle and _open(other, place):
                raise OSError(errno.EACCES, "Permission denied")
        held.update(dict.fromkeys(asked, handle))

    msvcrt = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(atomic, "AGAIN", 0.0)
    return held


def _open(handle: int, place: int) -> bool:
    try:
        return os.fstat(handle).st_ino == place
    except OSError:
        return False


Locked = dict[tuple[int, int], int]


def test_one_process_at_a_time_without_fcntl(windows: Locked, tmp_path: Path) -> None:
    run = embedscope.Run("shoes", probe=[0, 1, 0], folder=tmp_path)
    assert len(windows) == SHARES
    run.log(0, loss=1.0)
    run.flush()
    with pytest.raises(embedscope.RunTaken):
        embedscope.Run("shoes", folder=tmp_path, resume=True)
    run.close()
    embedscope.Run("shoes", folder=tmp_path, resume=True).close()


def test_the_apps_locks_are_the_same_without_fcntl(windows: Locked, tmp_path: Path) -> None:
    from core.lock import alone, alone_after, claimed, in_turn, is_locked, with_others

    for _ in range(2):
        with claimed(tmp_path) as mine:
            assert (mine, is_locked(tmp_path)) == (True, True)
            with claimed(tmp_path) as another:
                assert not another
        assert not is_locked(tmp_path)
    file = tmp_path / "filling"
    with with_others(file), with_others(file):
        with alone(file) as nobody:
            assert not nobody
        tries: list[int] = []
        with alone_after(file, lambda: not tries and not tries.append(1)) as held:
            assert (held, tries) == (False, [1])
    with alone(file) as nobody:
        assert nobody
    with in_turn(file):
        pass


def reader(monkeypatch: pytest.MonkeyPatch, holds: int) -> list[str]:
    """Somebody holds every file open for so many tries to replace it."""
    tries: list[str] = []
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        tries.append(Path(target).name)
        if tries.count(Path(target).name) <= holds:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    return tries


def test_a_file_that_is_being_read_is_replaced_when_it_is_let_go(
    windows: Locked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = reader(monkeypatch, holds=3)
    atomic.write_text(tmp_path / "card.json", "new")
    assert (tmp_path / "card.json").read_text() == "new"
    assert len(tries) == 4


def test_one_that_is_never_let_go_is_told_and_nothing_is_left(
    windows: Locked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader(monkeypatch, holds=1000)
    with pytest.raises(embedscope.NotWritten, match=r"card\.json could not be written"):
        atomic.write_text(tmp_path / "card.json", "new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("con", "run-con"),
        ("NUL.txt", "run-NUL.txt"),
        ("com1", "run-com1"),
        ("console", "console"),
        ('a<b>:"c"/d\\e|f?g*', "a-b-c-d-e-f-g"),
        ("ends with a dot.", "ends-with-a-dot"),
    ],
)
def test_names_that_windows_does_not_take(name: str, folder: str, tmp_path: Path) -> None:
    with embedscope.Run(name, probe=[0, 1], folder=tmp_path) as run:
        run.log(0, loss=1.0)
    assert run.path.name == folder
    assert run.title == name


def test_where_case_makes_no_difference_a_name_is_numbered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.mkdir

    def mkdir(self: Path, *args: object, **more: object) -> None:
        beside = self.parent.iterdir() if self.parent.is_dir() else ()
        if not more.get("exist_ok") and self.name.lower() in {x.name.lower() for x in beside}:
            raise FileExistsError(self)
        real(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "mkdir", mkdir)
    names = []
    for name in ("Shoes", "shoes"):
        run = embedscope.Run(name, folder=tmp_path)
        names.append(run.name)
        run.close()
    assert names == ["Shoes", "shoes-2"]


class OnAnAccelerator:
    """Like an array of JAX: `__array__` brings it to the host."""

    def __init__(self, values: np.ndarray) -> None:
        self.values, self.asked = values, 0

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        self.asked += 1
        return self.values


class OfTensorFlow:
    """`numpy()` gives the values; `__array__` is there too."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def numpy(self) -> np.ndarray:
        return self.values


class Exchanged:
    """An array that speaks DLPack alone."""

    def __init__(self, values: np.ndarray, *, away: bool = False) -> None:
        self.values, self.away = values, away

    def __dlpack__(self, **more: object) -> object:
        if self.away:
            raise BufferError("it is on a device of kind 2")
        return self.values.__dlpack__()

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.values.__dlpack_device__()


class OfCuPy:
    """Refuses to be converted unasked."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values
        self.__cuda_array_interface__: dict[str, object] = {}

    def get(self) -> np.ndarray:
        return self.values

    def __array__(self, *args: object) -> np.ndarray:
        raise TypeError("Implicit conversion to a NumPy array is not allowed.")


POINTS = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.mark.parametrize("kind", [OnAnAccelerator, OfTensorFlow, Exchanged, OfCuPy])
def test_arrays_of_other_frameworks_are_frames(kind: type, tmp_path: Path) -> None:
    run = embedscope.Run("x", probe=[0, 1, 0], folder=tmp_path)
    run.embed(0, kind(POINTS))
    run.log(0, loss=kind(np.array(0.5, np.float32)))
    run.close()
    assert np.array_equal(np.load(run.path / "frames/000000.npy"), POINTS)


def test_one_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    run = embedscope.Run("x", probe=[0, 1, 0], folder=tmp_path)
    with pytest.raises(embedscope.BadValues, match="bring it to the CPU"):
        run.embed(0, Exchanged(POINTS, away=True))
    run.close()


def test_bfloat16_of_jax_and_tensorflow(tmp_path: Path) -> None:
    small = pytest.importorskip("ml_dtypes").bfloat16
    run = embedscope.Run("x", probe=[0, 1, 0], folder=tmp_path)
    run.embed(0, OnAnAccelerator(POINTS.astype(small)))
    run.embed(1, OfTensorFlow(POINTS.astype(small)))
    run.close()
    assert np.array_equal(np.load(run.path / "frames/000001.npy"), POINTS)
