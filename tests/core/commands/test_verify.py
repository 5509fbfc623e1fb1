"""`python -m core verify`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from core.__main__ import main
from core.embeddings.sources import stored
from core.runs.find import find_run


def test_figures_as_text_and_json_and_every_pair_as_csv(
    folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "pairs.csv"
    asked = ["verify", "--checkpoint", "wide", "--most", "5000"]
    assert main([*asked, "--out", str(out)]) == 0
    text = capsys.readouterr().out
    assert "2,500 pairs of the same and 2,500 of different" in text
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert 0.5 < told["roc_auc"]["low"] < told["roc_auc"]["high"] <= 1
    assert [each["far"] for each in told["accepted"]] == [0.1, 0.01]
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 5000
    labels = stored(find_run("wide")).labels()
    for row in rows[:3] + rows[-3:]:
        assert (labels[int(row["left"])] == labels[int(row["right"])]) == (row["same"] == "1")
    limit = told["accepted"][0]["threshold"]
    passed = [row for row in rows if row["same"] == "0" and float(row["score"]) >= limit]
    assert len(passed) <= 250

    again = [*asked, "--pairs", str(out)]
    assert main([*again, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["roc_auc"]["value"] == told["roc_auc"]["value"]


def test_a_column_that_is_not_there_is_named(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "--checkpoint", "wide", "--same", "family"]) != 0
    assert "no classes called 'family'. It has: class" in capsys.readouterr().err
