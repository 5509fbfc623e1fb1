from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.errors import EmbedscopeError, RunBroken, UnknownName
from core.inference.photos.classify import PREFERRED, Garments, default_checkpoint, garments
from core.runs.run import Run
from tests.conftest import ROOT
from tests.drawn_clothes import SHAPES, as_fashion_mnist, drawn, write_clothes_checkpoint


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clothes_checkpoint(tmp_path_factory.mktemp("checkpoints") / "clothes", dimension=8)


@pytest.fixture(scope="module")
def reader(checkpoint: Path) -> Garments:
    return Garments(Run(checkpoint))


@pytest.mark.parametrize("shape", SHAPES)
def test_photo_of_a_drawn_garment_is_named(reader: Garments, shape: str):
    answer = reader.classify(drawn(shape, noise=4))
    assert answer.label == shape
    assert sum(answer.shares.values()) == pytest.approx(1)
    assert list(answer.shares.values()) == sorted(answer.shares.values(), reverse=True)
    assert set(answer.shares) == set(SHAPES)
    assert answer.position.shape == (8,)
    assert answer.ms > 0


def test_shares_and_nearest_equal_a_plain_loop(reader: Garments, checkpoint: Path):
    run, answer = Run(checkpoint), reader.classify(drawn("T-shirt", noise=6))
    for split, k in (("train", 31), ("test", 12)):
        points = np.asarray(run.embedding(split), np.float64)
        far = [float(np.linalg.norm(point - answer.position)) for point in points]
        order = sorted(range(len(far)), key=lambda row: (far[row], row))[:k]
        if split == "test":
            assert list(answer.nearest) == order
            assert answer.distances == pytest.approx([far[row] for row in order], rel=1e-4)
        else:
            names = [list(SHAPES)[run.labels("train")[row]] for row in order]
            assert answer.shares == {
                name: pytest.approx(names.count(name) / 31) for name in answer.shares
            }


def test_known_test_image_is_its_own_neighbour(reader: Garments):
    from PIL import Image

    image = as_fashion_mnist("Trouser", seed=120 + 1)  # row 1 of the drawn test images
    answer = reader.classify(Image.fromarray(image))
    assert answer.nearest[0] == 1
    assert answer.distances[0] < 0.01
    thumbnail = np.asarray(reader.thumbnail(1)).astype(float)
    assert np.abs(thumbnail - image).mean() < 12
    assert reader.thumbnail(10_000) is None
    nearest = reader.plane.points - np.array(reader.in_plane(answer.position))
    assert np.abs(nearest).sum(1).argmin() == 1


def test_broken_checkpoints_say_so(tmp_path: Path):
    folder = write_clothes_checkpoint(tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(EmbedscopeError):
        Garments(Run(folder))
    (folder / "card.json").unlink()
    with pytest.raises(RunBroken, match="not finished"):
        Garments(Run(folder))


def test_default_checkpoint(folders: Path):
    shipped = folders / "checkpoints"
    write_clothes_checkpoint(shipped / "tiny")
    assert default_checkpoint() == "tiny"  # two dimensions before five
    assert garments() is garments("tiny")
    write_clothes_checkpoint(shipped / PREFERRED)
    assert default_checkpoint() == PREFERRED
    before = garments(PREFERRED)
    card = shipped / PREFERRED / "card.json"
    os.utime(card, (1, 1))
    assert garments(PREFERRED) is not before
    with pytest.raises(UnknownName):
        garments("nowhere")


def test_no_checkpoint_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from core import paths

    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path)
    with pytest.raises(EmbedscopeError, match="python -m core train"):
        garments()


def core_classify(checkpoint: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "core", "classify", "--model", "fashion", *arguments],
        cwd=ROOT,
        env=os.environ | {"EMBEDSCOPE_CHECKPOINTS": str(checkpoint.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_command_line(checkpoint: Path, tmp_path: Path):
    good, bad = tmp_path / "grün.png", tmp_path / "bad.jpg"
    drawn("Trouser").save(good)
    bad.write_text("no picture")
    done = core_classify(checkpoint, str(good), str(bad), str(good), "--json")
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["file"] for line in lines] == [str(good)] * 2
    assert {*lines[0]} == {"file", "label", "probabilities", "ms"}
    assert lines[0]["label"] == "Trouser"
    assert sum(lines[0]["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    assert lines[0]["ms"] < 5000
    error = json.loads(done.stderr.strip().splitlines()[-1])
    assert error["file"] == str(bad)
    assert "text" in error["error"]


def test_command_line_when_nothing_can_be_read(
    folders: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    write_clothes_checkpoint(folders / "checkpoints" / "tiny")
    good, bad = tmp_path / "good.png", tmp_path / "bad.jpg"
    drawn("Sneaker").save(good)
    bad.write_bytes(b"")
    assert main(["classify", "--model", "fashion", str(bad), str(tmp_path / "nowhere.png")]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "empty" in printed.err
    assert "nowhere.png" in printed.err
    assert main(["classify", "--model", "fashion", str(bad), str(good)]) == 0
    assert capsys.readouterr().out.startswith(f"{good}: ")
    assert main(["classify", str(good), "--checkpoint", "nowhere"]) == 2
    assert "Must be one of" in capsys.readouterr().err
