from __future__ import annotations

import argparse
import json
import shutil

from core.commands import report
from core.studies import study


def printed(capsys, *words):
    parser = argparse.ArgumentParser()
    report.arguments(parser)
    assert report.run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def test_json_is_a_list_of_seven_keys(capsys):
    rows = json.loads(printed(capsys, "--json"))
    assert len(rows) > 70
    keys = {"report", "experiment", "recipe", "metric", "reported", "reproduced", "ours"}
    assert all(set(row) == keys for row in rows)


def test_table(capsys):
    lines = printed(capsys, "--only", "003").splitlines()
    assert "reproduced" in lines[0]
    assert any("813,600" in line and "Simple CNN" in line for line in lines)
    assert all(line.startswith("003") for line in lines[1:])


def test_a_study_that_cannot_be_read_is_named_and_the_others_are_printed(
    capsys, tmp_path, monkeypatch
):
    shutil.copy(study.FOLDER / "report-003.yaml", tmp_path)
    (tmp_path / "report-004.yaml").write_text("title: [")
    monkeypatch.setattr(study, "FOLDER", tmp_path)
    parser = argparse.ArgumentParser()
    report.arguments(parser)
    assert report.run(parser.parse_args(["--json"])) == 1
    said = capsys.readouterr()
    assert {row["report"] for row in json.loads(said.out)} == {"003"}
    assert "report-004.yaml cannot be read" in said.err
