"""A run's net as an ONNX file: the same vectors, also where it comes in again as an encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import encoders, inference
from core.__main__ import main
from core.encoders import as_onnx
from core.encoders.as_onnx import Checked, write_onnx
from core.errors import BadEncoder, RunBroken, UnknownName
from core.runs.find import find_run
from tests.core.encoders.files import images

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


@pytest.mark.parametrize("name", ["light-2d", "ants-and-bees"])
def test_it_comes_in_again_with_the_same_vectors(name: str, tmp_path: Path) -> None:
    run, path = find_run(name), tmp_path / "net.onnx"
    checked = write_onnx(run, path)
    assert checked.difference <= 1e-4 * max(checked.largest, 1)
    again, ours = encoders.load(f"file:{path}"), encoders.load(f"checkpoint:{name}")
    assert again.preprocessing.size == ours.preprocessing.size
    assert again.preprocessing.channels == ours.preprocessing.channels
    # Others are brought to the net's size and colours by torch as in training, and by Pillow here.
    pictures = images(5, sides=ours.preprocessing.size)
    if ours.preprocessing.channels == "gray":
        pictures = [picture[..., 0] for picture in pictures]
    wanted = ours.encode(pictures)
    assert np.abs(again.encode(pictures) - wanted).max() <= 1e-4 * max(np.abs(wanted).max(), 1)


def test_a_layer_can_be_the_last(tmp_path: Path) -> None:
    path = tmp_path / "layer.onnx"
    write_onnx(find_run("light-2d"), path, layer="conv-1")
    wide = encoders.load("checkpoint:light-2d?layer=conv-1").dimension
    assert encoders.load(f"file:{path}").dimension == wide
    with pytest.raises(UnknownName):
        write_onnx(find_run("light-2d"), path, layer="no-such")


def test_other_vectors_are_refused_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_onnx, "MOST", 1e-12)
    with pytest.raises(BadEncoder, match="gives other vectors"):
        write_onnx(find_run("light-2d"), tmp_path / "net.onnx")
    assert list(tmp_path.iterdir()) == []


def test_what_was_checked_is_said() -> None:
    said = Checked(difference=2.34e-6, largest=12.1, images=16).sentence()
    assert "at most 2.3e-06" in said
    assert "16 random pictures" in said


def test_the_command_and_the_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "net.onnx"
    assert main(["export", "light-2d", "--as", "onnx", "--out", str(path)]) == 0
    assert "differ from PyTorch's by at most" in capsys.readouterr().out
    found = inference.answer("export-net", {"run": "light-2d"})
    assert abs(len(found["content"]) - path.stat().st_size) < 100
    packed = tmp_path / "net.zip"
    assert main(["export", "light-2d", "--as", "safetensors", "--out", str(packed)]) == 0
    assert packed.stat().st_size > 10_000
    assert main(["export", "light-2d", "--as", "onnx", "--neighbours", "3"]) == 2


def test_a_run_without_weights_is_a_sentence(tmp_path: Path) -> None:
    run = find_run("control-jigsaw-fruits-fine")
    with pytest.raises(RunBroken, match="keeps no weights"):
        write_onnx(run, tmp_path / "net.onnx")
