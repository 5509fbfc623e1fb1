"""The shipped model for real photos: answers, doubts, bad files; the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.__main__ import main
from core.errors import BadPhoto
from core.inference.photos.real import UNSURE, PhotosModel, photos_model
from tests.drawn_clothes import drawn


@pytest.fixture(scope="module")
def model() -> PhotosModel:
    return photos_model()


def test_an_answer_is_whole(model: PhotosModel) -> None:
    answer = model.classify(drawn("T-shirt"))
    assert len(model.classes) == 10
    assert sum(answer.probabilities.values()) == pytest.approx(1)
    assert list(answer.probabilities.values()) == sorted(answer.probabilities.values())[::-1]
    assert answer.unsure == (answer.likeness < answer.limit)
    assert answer.likely[0] == next(iter(answer.probabilities))
    assert set(answer.likely) <= set(model.classes)
    assert answer.label == (UNSURE if answer.unsure else next(iter(answer.probabilities)))
    assert len(answer.nearest) == 9
    assert 0 <= answer.region.min() <= answer.region.max() <= 1
    distances = [distance for _, distance in answer.nearest]
    assert distances == sorted(distances)


def test_what_is_no_garment_is_unsure_and_says_why(model: PhotosModel) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    for picture in (Image.fromarray(noise), Image.new("RGB", (300, 200), "green")):
        answer = model.classify(picture)
        assert answer.unsure
        assert "resembles a known garment" in answer.reason


def test_the_same_photo_has_the_same_answer_whatever_its_file(
    model: PhotosModel, tmp_path: Path
) -> None:
    path = tmp_path / "shirt.png"
    drawn("T-shirt").save(path)
    first, again = model.classify(drawn("T-shirt")), model.classify(path.read_bytes())
    assert first.probabilities == again.probabilities


@pytest.mark.parametrize("content", [b"", b"hello there", b"\xff\xd8\xff\xe0" + b"\0" * 60])
def test_bad_files(model: PhotosModel, content: bytes) -> None:
    with pytest.raises(BadPhoto):
        model.classify(content)


def test_the_command_reads_photos_by_default(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.jpg"
    drawn("T-shirt").save(good)
    bad.write_text("no picture")
    assert main(["classify", str(bad), str(good), "--json"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["file"] == str(good)
    assert {"label", "probabilities", "unsure", "reason", "ms"} <= set(told)
    assert "bad.jpg" in said.err
    assert main(["classify", "--model", "fashion", str(good), "--json"]) == 0
    assert "Trouser" in json.loads(capsys.readouterr().out)["probabilities"]
