from __future__ import annotations

import argparse
import json
import shutil

import pytest

from core.commands import report
from core.errors import BadRecipe
from core.figures.baselines import TITLE
from core.studies import study


def printed(capsys, *words):
    parser = argparse.ArgumentParser()
    report.arguments(parser)
    assert report.run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def test_json_tells_of_every_figure_its_n_interval_seeds_stand_in_and_a_note(capsys):
    rows = json.loads(printed(capsys, "--json"))
    assert len(rows) > 70
    keys = {"report", "experiment", "recipe", "metric", "reported", "reproduced", "ours"}
    more = {"interval", "n", "seeds", "stand_in", "shared_with", "agreement", "note"}
    assert all(set(row) == keys | more for row in rows)
    assert all(row["note"] for row in rows)
    kin = {row["experiment"]: row for row in rows if row["metric"] == "ROC AUC, public"}
    senet = kin["SENet-50, Adam 1e-3, BCE"]
    assert senet["stand_in"] == "dlib-resnet for vggface2-senet50"
    assert senet["shared_with"] == ["ResNet-50, Adam 1e-3, BCE", "VGG16, Adam 1e-3, BCE"]
    assert senet["n"]["reproduced"] > 6000
    assert senet["interval"]["reproduced"][0] < senet["reproduced"]
    assert senet["seeds"]["ours"]["n"] >= 1


def test_the_page_of_a_report_is_written_whole(capsys, tmp_path):
    target = tmp_path / "report.html"
    assert "no server needed" in printed(capsys, "000", "--html", str(target))
    text = target.read_text(encoding="utf-8")
    assert text.count('<svg class="curve"') == 6
    assert text.count('<svg class="map"') == 3
    assert "Print, or save as PDF" in text
    printed_as = text[text.index("@media print") :]
    assert "color-scheme: light;" in printed_as[: printed_as.index("</style>")]
    assert text.rindex("color-scheme: light dark") < text.index("@media print")  # it must win
    assert "http" not in text.split("</style>")[1].replace("http-equiv", "")


def test_a_page_needs_the_name_of_its_report(tmp_path):
    parser = argparse.ArgumentParser()
    report.arguments(parser)
    with pytest.raises(BadRecipe, match="000, 001"):
        report.run(parser.parse_args(["--html", str(tmp_path / "x.html")]))


def test_table(capsys):
    lines = printed(capsys, "--only", "003").splitlines()
    assert "reproduced" in lines[0]
    assert any("813,600" in line and "Simple CNN" in line for line in lines)
    assert all(line.startswith("003") for line in lines[1 : lines.index("")])
    assert any(line.startswith("ants-and-bees: The last layer starts from") for line in lines)
    assert TITLE in lines


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
