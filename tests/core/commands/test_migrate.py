"""python -m core migrate: old runs in today's files, once, and no weights touched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from core.__main__ import main
from core.paths import CHECKPOINTS
from core.runs.run import Run
from tests.made_classifier import write_classifier


def test_old_runs_are_brought_to_today_and_broken_ones_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, broken = write_classifier(tmp_path / "old"), write_classifier(tmp_path / "broken")
    (broken / "card.json").write_text("[1]")
    before = {
        path: path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and path.name != "card.json"
    }
    card = Run(old).finished()
    assert main(["migrate", str(broken), str(old)]) == 1
    told = capsys.readouterr().out
    assert "old: card.json written anew" in told
    assert "broken: not migrated. card.json must hold a table" in told
    assert json.loads((old / "card.json").read_text())["schema"] == 2
    assert Run(old).finished() == card
    assert all(path.read_bytes() == content for path, content in before.items())
    written = (old / "card.json").stat().st_mtime_ns
    assert main(["migrate", str(old)]) == 0
    assert "0 migrated, 1 as they are" in capsys.readouterr().out
    assert (old / "card.json").stat().st_mtime_ns == written


def test_all_runs_of_this_machine_are_found(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_classifier(folders / "runs/race/lane")
    assert main(["migrate"]) == 0
    assert "3 migrated, 0 as they are" in capsys.readouterr().out


def test_a_card_says_anew_what_became_of_its_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(CHECKPOINTS / "report-kin-dense", tmp_path / "kin")
    place = tmp_path / "kin/card.json"
    before = json.loads(place.read_text())
    right = before["verdict"]
    assert "ten times larger, or more steps" in right  # each fold's losses begin anew
    place.write_text(json.dumps({**before, "verdict": "Try a smaller learning rate."}))
    assert main(["migrate", "--verdicts", str(tmp_path / "kin")]) == 0
    assert "before: Try a smaller learning rate." in capsys.readouterr().out
    assert json.loads(place.read_text()) == before
    assert main(["migrate", "--verdicts", str(tmp_path / "kin")]) == 0
    assert "before:" not in capsys.readouterr().out


def test_no_shipped_card_says_what_the_rules_of_today_do_not() -> None:
    for folder in sorted(CHECKPOINTS.glob("*/card.json")):
        verdict = json.loads(folder.read_text()).get("verdict", "")
        assert "Try a smaller learning rate" not in verdict, folder
