"""The command line of training: to the end, stopped, gone on with, refused, cross-validated."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.__main__ import main
from core.metrics.decimal import decimal
from core.runs.run import Run
from tests.killing import apart, command, ended

few = pytest.mark.usefixtures("few_digits")
QUICK = [
    "--set=data.name=digits",
    "--set=batch.size=60",
    "--set=length.epochs=null",
    "--set=length.steps=6",
    "--set=probe.size=50",
    "--set=precision=fp32",
]


@few
def test_trains_and_says_what_became_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert main(["train", "light-2d", *QUICK, f"--out={out}"]) == 0
    assert Run(out).finished().verdict in capsys.readouterr().out
    before = (out / "model.safetensors").stat().st_mtime_ns
    assert main(["train", "light-2d", *QUICK, f"--out={out}"]) == 0  # finished: nothing to do
    assert (out / "model.safetensors").stat().st_mtime_ns == before


@pytest.mark.slow
def test_a_signal_stops_and_the_same_command_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "run"
    line = ["train", "light-2d", *QUICK, "--set=length.steps=60", f"--out={out}"]
    before = 0
    for ending in (signal.SIGINT, signal.SIGTERM):
        process = apart(command, [*line, "--set=probe.frames=1"])
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and _step(out) <= before:
            time.sleep(0.02)
        os.kill(process.pid or 0, ending)
        assert ended(process) == 130
        state = json.loads((out / "resume/state.json").read_text())
        assert before < state["step"] < 60
        before = state["step"]
    assert main(line) == 0
    assert Run(out).finished().steps == 60


def _step(out: Path) -> int:
    try:
        return int(json.loads((out / "status.json").read_text())["step"])
    except FileNotFoundError:
        return 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "no-such"], "report-batch-hard-light"),
        (["train", "light-2d", "--set", "optimiser.lr"], "KEY=VALUE"),
        (["train", "light-2d", "--set", "optimiser.pace=1"], "optimiser.lr"),
        (["train", "light-2d", "--set", "data.name=imagenet"], "imagenet"),
    ],
)
def test_wrong_requests_end_with_a_word(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, f"--out={tmp_path / 'run'}"]) == 2
    said = capsys.readouterr()
    assert words in said.out + said.err


@few
def test_cross_validation_keeps_each_image_aside_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["cross-validate", "light-2d", *QUICK, f"--out={tmp_path}", "--folds=3", "--json"]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert told["knn_accuracy_validation"]["folds"] == 3
    cards = [Run(tmp_path / f"fold-{fold}").finished() for fold in range(3)]
    total = cards[0].data.train + cards[0].data.validation
    assert sum(card.data.validation for card in cards) == total
    accuracies = [card.metric("validation/knn_accuracy").value for card in cards]
    assert told["knn_accuracy_validation"]["mean"] == pytest.approx(sum(accuracies) / 3)


@few
def test_a_kept_run_becomes_a_checkpoint(tmp_path: Path) -> None:
    out = tmp_path / "runs" / "mine"
    assert main(["train", "light-2d", *QUICK, f"--out={out}"]) == 0
    environment = {**os.environ, "EMBEDSCOPE_CHECKPOINTS": str(tmp_path / "kept")}
    command = [sys.executable, "-m", "core", "keep", str(out), "my-net"]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    kept = Run(tmp_path / "kept" / "my-net")
    assert kept.finished().name == "my-net"
    assert kept.history()["step"][-1] == 6
    assert kept.thumbs() is not None
    assert not (kept.folder / "job.json").exists()
    refused = subprocess.run(
        [*command[:-1], "../out"], env=environment, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert "name" in refused.stderr


@few
def test_several_seeds_are_trained_one_by_one_and_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    command = ["train", "light-2d", *QUICK, "--set=seeds=[3, 4]", f"--out={out}"]
    assert main(command) == 0
    cards = [Run(out / f"seed-{seed}").finished() for seed in (3, 4)]
    assert [card.seed for card in cards] == [3, 4]
    first, second = (card.value("test/loss") for card in cards)
    assert first != second
    said = capsys.readouterr().out
    assert "2 seeds" in said
    assert f"test/loss {(first + second) / 2:.4g}" in said
    assert main(command) == 0  # nothing is trained again


@few
def test_a_run_without_each_class_says_what_each_came_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    more = [each.replace("steps=6", "steps=1") for each in QUICK]
    assert main(["train", "light-2d", *more, "--set=data.repeat=classes", f"--out={out}"]) == 0
    said = capsys.readouterr().out
    assert "10 held-out classes" in said
    card = Run(out / "without-7").finished()
    assert card.metric("test/silhouette/held-out").n
    recall = decimal(card.value("test/recall/held-out"), 3)
    assert f"Without 7:\n  test/recall/held-out {recall}" in said


def test_a_race_takes_no_seeds(tmp_path: Path) -> None:
    from core.errors import BadRecipe
    from core.jobs.jobs import make_job
    from core.recipes.recipe import changed, load_recipe

    recipe = changed(load_recipe("light-2d"), {"seeds": [1, 2]})
    with pytest.raises(BadRecipe, match="leave them out"):
        make_job(tmp_path / "race", [recipe, recipe], title="Race")
