"""docs/run-format.md: its example, run as it stands there, is a run that everything opens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.embeddings.sources import stored
from core.paths import ROOT
from core.runs.check import problem
from core.runs.curves import curves_of
from core.runs.find import find_run, finished_runs, has_embedding
from core.runs.standing import accuracy, lines_of
from embedscope.drawing.trajectory import trajectory
from tests.breakages import RUN_FILES

TEXT = (ROOT / "docs/run-format.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    from core import paths

    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path / "none")
    for name in ("runs", "clouds"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name.upper()}", str(tmp_path / name))
    place = tmp_path / "runs" / "mine"
    program = f"{EXAMPLE}\n\nwrite_run(Path({str(place)!r}))\n"
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True)
    return tmp_path / "runs"


def test_the_example_needs_numpy_alone() -> None:
    imported = set(re.findall(r"^(?:import|from) (\w+)", EXAMPLE, re.MULTILINE))
    assert imported == {"json", "pathlib", "numpy"}


def test_what_it_writes_is_found_and_whole(runs: Path) -> None:
    run = find_run("mine")
    assert problem(run) is None
    assert list(finished_runs(has_embedding)) == ["mine"]
    assert lines_of({"mine": run}) == {"mine": "1 · My own loop · yours"}
    assert accuracy(run) == 1
    assert not run.finished().extra


def test_the_map_and_the_curves_show_it(runs: Path) -> None:
    run = find_run("mine")
    (curve,) = curves_of(run.history())
    assert list(curve.step) == [0, 10, 20, 30, 40]
    embedding_set = stored(run)
    assert list(embedding_set.maps()) == ["own"]
    assert embedding_set.about()["classes"] == ["circle", "square", "cross"]
    way = trajectory(run)
    assert way is not None
    assert way.planes.shape == (5, 60, 2)
    assert np.abs(way.planes[-1]).max() > np.abs(way.planes[0]).max()


def test_the_document_names_every_file() -> None:
    for name in RUN_FILES:
        last = name.replace("000001", "000040").split("/")[-1]
        assert last in TEXT, name
