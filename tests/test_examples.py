"""Every example is short and runs as it stands, with no file but those of the repository."""

from __future__ import annotations

import json
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
    "own_loop": "Written to ",
    "evaluate_a_run": "were predicted as",
    "classify_a_photo": "light-2d in ",
    "compare_two_runs": "is better than LightModel in the plane",
    "export_a_page": "The map own of 10,000 images",
}
"""By the script's name: words of its answer."""
RUN_ALL = """
import contextlib, io, json, runpy, sys, traceback
said = {}
for script, given in json.load(sys.stdin).items():
    sys.argv = [script, *given]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            runpy.run_path(script, run_name="__main__")
        except BaseException:
            out.write(traceback.format_exc())
    said[script] = out.getvalue()
print(json.dumps(said))
"""
"""One process loads the libraries once for all scripts: `{script: arguments}` in, answers out."""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each example prints, by its name."""
    folder = tmp_path_factory.mktemp("examples")
    photo = folder / "photo.png"
    drawn("T-shirt").save(photo)
    given = {"classify_a_photo": [str(photo), "light-2d"]}
    asked = {str(ROOT / "examples" / f"{name}.py"): given.get(name, []) for name in SAYS}
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EMBEDSCOPE_RUNS": str(folder / "runs")},
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return {Path(script).stem: out for script, out in json.loads(done.stdout).items()}


@pytest.mark.parametrize("name", SAYS)
def test_it_runs(said: dict[str, str], name: str) -> None:
    assert SAYS[name] in said[name]
    assert "Traceback" not in said[name]


def test_they_are_short_and_all_are_run() -> None:
    files = sorted((ROOT / "examples").glob("*.py"))
    assert {file.stem for file in files} == set(SAYS)
    for file in files:
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 40, file.name
