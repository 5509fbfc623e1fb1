"""Atomic writing: whatever happens during a save, the old file or the new one is whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from core import files
from core.errors import NotWritten


def test_a_failing_save_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "card.json"
    files.write_json(target, {"step": 1})

    def disk_full(part: Path) -> None:
        part.write_text('{"st')
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        files.write(target, disk_full)
    assert target.read_text() == '{\n "step": 1\n}\n'
    assert list(tmp_path.iterdir()) == [target]


def test_killed_during_saves_leaves_a_whole_array(tmp_path: Path) -> None:
    """A process that does nothing but save is killed at a random moment, several times."""
    script = (
        "import sys, numpy as np, pathlib; from core import files\n"
        "path = pathlib.Path(sys.argv[1]); step = 0\n"
        "while True:\n"
        "    step += 1\n"
        "    files.write_array(path, np.full(400_000, step))\n"
    )
    path = tmp_path / "frame.npy"
    draw = np.random.default_rng(0)
    for _ in range(5):
        saver = subprocess.Popen([sys.executable, "-c", script, str(path)])
        deadline = time.monotonic() + 30
        before = path.stat().st_mtime_ns if path.exists() else 0
        while time.monotonic() < deadline:
            if path.exists() and path.stat().st_mtime_ns > before:
                break
            time.sleep(0.01)
        time.sleep(draw.uniform(0.01, 0.1))
        os.kill(saver.pid, signal.SIGKILL)
        saver.wait()
        array = np.load(path, allow_pickle=False)
        assert array.shape == (400_000,)
        assert (array == array[0]).all()


def test_what_cannot_be_written_is_a_sentence_with_the_free_space(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotWritten, match=r"a.json could not be written to .*MB are free there"):
        files.write_json(tmp_path / "file" / "folder" / "a.json", {})


def test_files_below_a_folder_that_others_empty_meanwhile(tmp_path: Path) -> None:
    for name in ("a", "b", "b/c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_bytes(b"1234")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    names = [path.relative_to(tmp_path).as_posix() for path in files.files_below(tmp_path)]
    assert sorted(names) == ["a/file", "b/c/file", "b/file"]
    assert files.bytes_of(tmp_path) == 12
    assert files.bytes_of(tmp_path / "a" / "file") == 4

    walk = files.files_below(tmp_path)
    first = next(walk)
    shutil.rmtree(tmp_path / "a")
    shutil.rmtree(tmp_path / "b")
    assert list(walk) == []
    assert files.bytes_of(first) == 0
    assert list(files.files_below(tmp_path / "gone")) == []
