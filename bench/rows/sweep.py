"""A sweep beside the same trainings run bare, and two workers beside one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bench.table import Measured
from core import files
from core.paths import ROOT
from core.recipes.recipe import changed, load_recipe, recipe_to_text
from core.settings import table
from core.sweeps.sweep import NAME, Sweep, sweep_text
from core.sweeps.trials import DONE, read_trials

ROWS = {"sweep_overhead": ("ratio", "<=", 1.1), "sweep_two_workers": ("ratio", ">=", 1.6)}
TRIALS = 20
ROUNDS = 1
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
SWEEP = """
import sys
from pathlib import Path
from core.sweeps.helpers import helped
from core.sweeps.sweep import NAME, read_sweep
from core.sweeps.work import work
folder = Path(sys.argv[1])
with helped(folder, read_sweep(folder / NAME).workers):
    assert work(folder)
"""
BARE = """
import sys
from pathlib import Path
from core.recipes.recipe import load_recipe
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks import train
for path in sorted(Path(sys.argv[1]).glob("*.yaml")):
    run = Run(path.with_suffix(""))
    RunWriter(run).begin(load_recipe(str(path)))
    assert train([run])
"""


def measure() -> dict[str, Measured]:
    """Both rows: processes with one thread each, from their start to their end."""
    overheads, gains = [], []
    for number in range(ROUNDS):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            asked = replace(_asked(), seed=number)
            as_sweep = _timed(SWEEP, _begun(folder / "sweep", asked))
            bare = _timed(BARE, _same(folder / "sweep", folder / "bare"))
            pair = _timed(SWEEP, _begun(folder / "pair", replace(asked, workers=2)))
            overheads.append(as_sweep / bare)
            gains.append(as_sweep / pair)
    how = (
        f"{TRIALS} trials of Simple CNN (thin) on digits, {bare / TRIALS:.1f} s each, random search"
    )
    return {
        "sweep_overhead": Measured(
            sorted(overheads)[ROUNDS // 2], ROUNDS, f"{how}; beside the same recipes trained bare"
        ),
        "sweep_two_workers": Measured(
            sorted(gains)[ROUNDS // 2],
            ROUNDS,
            f"{how}; one worker's time / two workers', a thread each",
        ),
    }


def _asked() -> Sweep:
    settings = {
        "data.name": "digits",
        "data.validation": 144,
        "length.epochs": 4,
        "net.name": "simple-cnn-thin",
        "precision": "fp32",
    }
    recipe = changed(load_recipe("simple-cnn"), settings)
    space = {"optimiser.lr": {"low": 1e-4, "high": 1e-1, "log": True}}
    return Sweep(recipe=table(recipe), space=space, search="random", trials=TRIALS)


def _begun(folder: Path, sweep: Sweep) -> Path:
    files.write_text(folder / NAME, sweep_text(sweep))
    return folder


def _same(sweep: Path, bare: Path) -> Path:
    """The recipes of a sweep's trials, one file each."""
    recipe = _asked().asked
    for trial in read_trials(sweep):
        assert trial.state == DONE
        text = recipe_to_text(changed(recipe, dict(trial.params)))
        files.write_text(bare / f"trial-{trial.number:02d}.yaml", text)
    return bare


def _timed(script: str, folder: Path) -> float:
    began = time.monotonic()
    command = [sys.executable, "-c", script, str(folder)]
    subprocess.run(command, cwd=ROOT, env=os.environ | ONE_THREAD, check=True)
    return time.monotonic() - began
