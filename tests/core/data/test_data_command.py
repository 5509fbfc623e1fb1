from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.__main__ import main
from core.data import listing
from tests.core.data import making


def test_the_list_says_where_or_how(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    making.idx_set(data / "fashion-mnist", train=60, test=20)
    assert main(["data"]) == 0
    text = capsys.readouterr().out
    here, absent = text.split("Not on this machine:")
    row = next(line for line in here.splitlines() if line.startswith("fashion-mnist"))
    assert row.split() == ["fashion-mnist", "60", "20", "MIT", str(data / "fashion-mnist")]
    assert "The published sizes are 60,000 train, 10,000 test." in here
    assert "digits" in here
    assert "python -m core data --get mnist" in absent


def test_json_has_every_data_set(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    making.idx_set(data / "mnist")
    assert main(["data", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["mnist"]["sizes"] == {"train": 30, "test": 20}
    assert rows["mnist"]["where"] == str(data / "mnist")
    assert rows["cifar10"]["where"] is None
    assert rows["cifar10"]["sizes"] == {"train": 50000, "test": 10000}
    assert "--get cifar10" in rows["cifar10"]["how"]
    assert "arXiv:1708.07747" in rows["fashion-mnist"]["source"]


def test_a_spoilt_data_set_is_still_listed(data: Path) -> None:
    making.idx_set(data / "mnist")
    making.damage(data / "mnist" / "train-images-idx3-ubyte.gz", "empty")
    row = listing.describe("mnist")
    assert row["found"]
    assert "train-images-idx3-ubyte.gz" in row["problem"]
    assert "! " in listing.as_text([row])


def test_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "--brief"]) == 0
    assert capsys.readouterr().out.strip().startswith("Data found: digits; ")


def test_get_says_what_failed_and_gives_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "--get", "clothing"]) == 2
    assert "clothing-dataset-small" in capsys.readouterr().err
    assert main(["data", "--get", "digits"]) == 0
    assert "digits is in" in capsys.readouterr().out
    assert main(["data", "--get", "nothing"]) == 2
    assert "Must be one of" in capsys.readouterr().err


def test_own_images_are_taken(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_OWN", str(tmp_path / "own"))
    for number in range(80):
        place = tmp_path / "things" / "abcd"[number % 4] / f"{number}.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(making.picture(number))
    assert main(["data", "--take", str(tmp_path / "things")]) == 0
    assert "a, b, c, d; 56 training and 24 test images" in capsys.readouterr().out
    assert main(["data", "--take", str(tmp_path / "things"), "--unseen"]) == 0
    assert "a, b, c, d; 40 training and 40 test images" in capsys.readouterr().out
    assert main(["data", "--take", str(tmp_path / "gone")]) == 2
