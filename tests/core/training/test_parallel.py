"""Two processes that share each batch come to what one comes to: steps, runs, what is resumed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest
import torch
from torch import Tensor

from core.errors import BadRecipe
from core.jobs.jobs import DONE, FAILED, Status, make_job, read_status
from core.jobs.make import train_by
from core.jobs.processes import lead, let_go
from core.jobs.worker import work
from core.recipes.recipe import Recipe, changed, recipe_from_text
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks import train
from core.training.parallel.several import Several, joined
from tests.core.few_digits import few_digits
from tests.core.training import apart as second
from tests.core.training.apart import numbers
from tests.killing import apart, ended

# Adam divides a gradient by its size, and so makes a whole step of a last digit: plain steps here.
EMBED = recipe_from_text("""
data: {name: digits}
batch: {size: 31}
optimiser: {name: sgd, lr: .0001}
length: {epochs: null, steps: 6}
probe: {size: 50, frames: 2}
precision: fp32
""")
CLASSIFY = recipe_from_text("""
task: classify
net: {name: deeper-1, batch_norm: before, dropout: [.1, .2, .3]}
data: {name: digits, validation: 100, augment: [shift, flip, erase]}
batch: {size: 21}
mixup: {alpha: .4}
optimiser: {name: sgd, lr: .001, momentum: .9, gradient_clip: 1.0}
ema: {decay: .9}
length: {epochs: null, steps: 6}
keep: best
probe: {size: 20, frames: 2}
precision: fp32
""")
ENDS = {
    "net": {"name": "simple-cnn-thin"},
    "data.augment": [],
    "batch.size": 130,
    "length.steps": 300,
    "early_stopping.patience": 1,
    "early_stopping.min_delta": 9.0,
}
RECIPES: dict[str, Recipe] = {
    "norms": changed(
        EMBED,
        {"net.name": "small", "strategy.name": "batch-hard", "data.augment": ["shift", "erase"]},
    ),
    "no-norms": changed(EMBED, {"strategy.name": "semi-hard"}),
    "classify": CLASSIFY,
    "ends": changed(CLASSIFY, ENDS),
}
HALF = 3
LIKE = {"rtol": 2e-3, "atol": 2e-4}
"""How far sums in another order may lead in a few steps of float32."""


@dataclass(frozen=True)
class Both:
    """What one process found, and two."""

    numbers: tuple[dict[str, Tensor], dict[str, Tensor]]
    runs: dict[str, tuple[Run, Run]]
    resumed: dict[str, Run]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Everything is done by one start of a second process, which takes seconds."""
    with few_digits():
        return _both(tmp_path_factory.mktemp("parallel"))


def _both(folder: Path) -> Both:
    alone, ones = numbers(), {name: _begun(folder / "one" / name, name) for name in RECIPES}
    for run in ones.values():
        assert train([run])
    more = _begun(folder / "one-two", "norms")
    assert not train([more], stop=_after(HALF))
    other = apart(second.main, folder)
    try:
        with joined(0, 2, at=(folder / "meeting").as_uri()):
            shared = numbers()
            twos = {name: _begun(folder / "two" / name, name) for name in RECIPES}
            for run in twos.values():
                lead([run.folder])
                assert train([run])
            lead([more.folder])
            assert train([more])
            fewer = _begun(folder / "two-one", "norms")
            lead([fewer.folder])
            assert not train([fewer], stop=_after(HALF))
            let_go()
        assert ended(other) == 0
    finally:
        other.kill()
        other.join()
    assert train([fewer])
    runs = {name: (ones[name], twos[name]) for name in RECIPES}
    return Both((alone, shared), runs, {"one, then two": more, "two, then one": fewer})


def _begun(folder: Path, name: str) -> Run:
    run = Run(folder)
    RunWriter(run).begin(RECIPES[name])
    return run


def _after(steps: int) -> Callable[[], bool]:
    asked = iter(range(1000))
    return lambda: next(asked) >= steps


def _unlike(one: Run, other: Run) -> list[str]:
    """The columns of two histories that differ by more than rounding."""
    mine, its = one.history(), other.history()
    assert np.array_equal(mine["step"], its["step"])
    return [
        f"{key}: {mine[key]} and {its[key]}"
        for key in mine.keys() - {"seconds", "knn_accuracy"}  # a count of 50
        if not np.allclose(mine[key], its[key], equal_nan=True, **LIKE)
    ]


def test_steps_are_the_same_up_to_the_rounding_of_double_precision(both: Both) -> None:
    """Norms, dropout, dropped branches, mining, drawn triplets, proxies, a penalty on weights."""
    alone, shared = both.numbers
    assert alone.keys() == shared.keys()
    for key, value in alone.items():
        torch.testing.assert_close(shared[key], value, rtol=1e-8, atol=1e-10, msg=key)
    moved = [key for key in alone if "running_var" in key]
    assert moved
    assert all((alone[key] != 1).all() for key in moved)


@pytest.mark.parametrize("name", [name for name in RECIPES if name != "ends"])
def test_a_run_has_the_curve_that_it_has_with_one(both: Both, name: str) -> None:
    one, two = both.runs[name]
    assert not _unlike(one, two)
    assert one.history()["loss"].size > HALF
    mine, its = one.finished(), two.finished()
    assert its.device.startswith("2 processes: CPU, ")
    assert mine.metrics.keys() == its.metrics.keys()
    assert two.frame_steps() == one.frame_steps()


def test_early_stopping_ends_both(both: Both) -> None:
    one, two = (run.finished() for run in both.runs["ends"])
    assert one.steps == two.steps < 300
    assert one.stopped_early
    assert two.stopped_early


@pytest.mark.parametrize("way", ["one, then two", "two, then one"])
def test_another_number_of_processes_goes_on(both: Both, way: str) -> None:
    assert not _unlike(both.runs["norms"][0], both.resumed[way])


@pytest.mark.slow
def test_a_process_that_is_killed_ends_the_job_with_a_word_and_one_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "job"
    make_job(folder, [changed(EMBED, {"length.steps": 12})], title="lost", processes=2)

    def kill(status: Status) -> None:
        if status.step:
            for child in psutil.Process().children():
                if "core.jobs.processes" in child.cmdline():
                    os.kill(child.pid, signal.SIGKILL)

    assert work(folder, watch=kill) == 2
    lost = read_status(folder)
    assert lost.state == FAILED
    assert lost.message.startswith("Process 2 of 2 was killed by signal 9.")
    train_by(folder, 1)
    assert work(folder) == 0
    assert read_status(folder).state == DONE


def test_what_cannot_be_shared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRecipe, match="one process or more, not 0"):
        make_job(tmp_path / "none", [EMBED], title="none", processes=0)
    with pytest.raises(BadRecipe, match="A batch of 2 cannot be shared by 3 processes"):
        Several(0, 3).part(torch.zeros(2, 1))
