"""Maps of any data set, and of one's own files, through any encoder."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import data, encoders
from core.embeddings.sources import check, make, name_of, title_of
from core.encoders.encoder import Encoder
from core.errors import BadEncoder, UnknownName
from core.runs.run import Run
from tests.core.encoders.files import images, onnx_means


def test_a_data_set_through_an_encoder(digits_run: Run) -> None:
    source = {"kind": "encoder", "encoder": "checkpoint:digits-run?layer=conv-1", "data": "digits"}
    source |= {"sample": 30}
    check(source)
    assert title_of(source) == "scikit-learn's digits, test, seen by A tiny run, conv-1"
    embedding_set = make(source)
    run = make({"kind": "run", "run": "digits-run", "layer": "conv-1", "sample": 30})
    assert np.array_equal(embedding_set.vectors(), run.vectors())
    assert embedding_set.sheets().count == 30
    with pytest.raises(UnknownName):
        check(source | {"encoder": "checkpoint:nobody"})


def test_own_files_through_an_own_encoder_are_encoded_once(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = onnx_means(folders / "mine.onnx", ["n", 3, 96, 96])
    asked: list[int] = []
    encode = Encoder.encode
    monkeypatch.setattr(
        Encoder, "encode", lambda self, given: asked.append(len(given)) or encode(self, given)
    )
    pictures = images(9, sides=(50, 80))
    first = zipped(folders / "first.zip", pictures[:6])
    second = zipped(folders / "second.zip", pictures)
    source = {"kind": "upload", "file": str(first), "by": f"file:{path}"}
    check(source)
    embedding_set = make(source)
    assert embedding_set.about()["title"] == "first.zip, seen by mine.onnx"
    assert asked == [6]
    more = make(source | {"file": str(second)})
    assert asked == [6, 3], "what was encoded before is not encoded again"
    assert np.array_equal(more.vectors()[:6], embedding_set.vectors())
    moved = folders / "other.onnx"
    moved.write_bytes(path.read_bytes())
    changed = source | {"by": f"file:{path}?mean=0.4"}
    assert name_of(changed) != name_of(source)
    assert embedding_set.about()["source"]["by"] == f"file:{path}"


def test_a_broken_encoder_is_told_before_anything_is_computed(folders: Path) -> None:
    path = folders / "broken.onnx"
    path.write_bytes(b"\xff" * 50)
    first = zipped(folders / "first.zip", images(4))
    with pytest.raises(BadEncoder, match="damaged"):
        check({"kind": "upload", "file": str(first), "by": f"file:{path}"})
    with pytest.raises(BadEncoder, match="damaged"):
        check({"kind": "encoder", "encoder": f"file:{path}", "data": "digits"})


def test_the_usual_encoder_over_digits_is_what_it_gives(folders: Path) -> None:
    source = {"kind": "encoder", "encoder": encoders.USUAL, "data": "digits", "sample": 12}
    embedding_set = make(source)
    digits = data.load("digits", "test")
    loaded = encoders.load(encoders.USUAL)
    alone = loaded.encode([digits.images[0]])
    assert embedding_set.vectors().shape == (12, 1280)
    assert len(embedding_set.about()["classes"]) == 10
    assert alone.shape == (1, 1280)


def zipped(path: Path, pictures: list[np.ndarray]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number, picture in enumerate(pictures):
            out = io.BytesIO()
            Image.fromarray(picture).save(out, "PNG")
            archive.writestr(f"{number}.png", out.getvalue())
    return path
