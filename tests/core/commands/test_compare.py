"""`python -m core compare`."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from core.__main__ import main
from core.comparison.compared import compare_sides
from core.comparison.sides import find_side


def test_figures_as_text_and_json_and_tables(
    folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classes, images = tmp_path / "classes.csv", tmp_path / "images.csv"
    asked = ["compare", "tiny", "wide", "-k", "5"]
    assert main([*asked, "--classes", str(classes), "--images", str(images)]) == 0
    text = capsys.readouterr().out
    assert "the vote of the 5 nearest is right for" in text
    assert "class 3" in text
    assert "**" not in text
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["images"] == 400
    assert len(told["classes"]) == 10
    assert len(list(csv.DictReader(classes.open()))) == 10
    rows = list(csv.DictReader(images.open()))
    overlap = compare_sides(find_side("tiny"), find_side("wide")).overlap
    assert len(rows) == len(overlap) == 400
    assert told["overlap"] == pytest.approx(
        sum(float(row["overlap"]) for row in rows) / 400, abs=1e-5
    )


def test_without_a_second_those_that_fit_are_listed(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", "tiny"]) == 0
    assert capsys.readouterr().out.split() == ["wide"]


def test_other_images_are_refused(folders: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "tiny", "nothing"]) == 2
    assert "Neither a run nor an embedding set is called 'nothing'" in capsys.readouterr().err
