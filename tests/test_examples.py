"""Every example is short and runs as it stands, with no file but those of the repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.drawn_clothes import drawn

ROOT = Path(__file__).parent.parent
SAYS = {
    "train_an_embedding": "k-NN accuracy",
    "own_strategy": "batch-hard: ",
    "own_net": "of 360 test images",
    "own_task": "Learned",
    "evaluate_a_run": "were predicted as",
    "classify_a_photo": "light-2d in ",
}
"""By the script's name: words of its answer."""


@pytest.mark.parametrize("name", SAYS)
def test_it_runs(name: str, tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    drawn("T-shirt").save(photo)
    given = [str(photo), "light-2d"] if name == "classify_a_photo" else []
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / f"{name}.py", *given],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EMBEDSCOPE_RUNS": str(tmp_path / "runs")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert SAYS[name] in done.stdout


def test_they_are_short_and_all_are_run() -> None:
    files = sorted((ROOT / "examples").glob("*.py"))
    assert {file.stem for file in files} == set(SAYS)
    for file in files:
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 40, file.name
