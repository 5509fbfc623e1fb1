"""Encoders that people bring: kept, listed, renamed, changed, removed; and the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import encoders
from core.encoders import own
from core.errors import BadEncoder, UnknownName
from tests.core.encoders.files import images, onnx_means


@pytest.fixture
def brought(folders: Path) -> own.OwnEncoder:
    path = onnx_means(folders / "mine.onnx", ["n", 3, 64, 64], keep=True)
    loaded = encoders.load(f"file:{path}?pool=mean&mean=0.4")
    return own.keep(loaded, title=" Mine ")


def test_a_kept_encoder_is_the_file(brought: own.OwnEncoder, folders: Path) -> None:
    pictures = images(3)
    of_file = encoders.load(f"file:{folders / 'mine.onnx'}?pool=mean&mean=0.4")
    (folders / "mine.onnx").unlink()
    kept = encoders.load(brought.address)
    assert kept.title == "Mine"
    assert kept.encode(pictures) == pytest.approx(of_file.encode(pictures), abs=1e-6)
    assert encoders.offered()[brought.address] == "Mine"
    assert (brought.dimension, brought.brought_as, brought.format) == (3, "mine.onnx", "onnx")
    changed = encoders.load(f"{brought.address}?std=0.5")
    assert changed.preprocessing.mean == (0.4, 0.4, 0.4)
    assert changed.version != kept.version


def test_it_can_be_renamed_changed_and_deleted(brought: own.OwnEncoder) -> None:
    before = encoders.identity_of(brought.address)
    own.rename_own(brought.name, "Better")
    assert own.find_own(brought.name).title == "Better"
    assert encoders.identity_of(brought.address) == before
    own.change_own(brought.name, dict(brought.preprocessing) | {"channels": "bgr"})
    assert encoders.identity_of(brought.address) != before
    assert encoders.load(brought.address).preprocessing.channels == "bgr"
    with pytest.raises(BadEncoder, match="at least one letter"):
        own.rename_own(brought.name, "  ")
    own.delete_own(brought.name)
    assert own.all_own() == []
    with pytest.raises(UnknownName):
        encoders.load(brought.address)


def test_a_broken_one_is_told_apart(brought: own.OwnEncoder) -> None:
    brought.path.unlink()
    assert own.all_own() == []
    assert "is gone" in own.broken_own()[brought.name]
    (brought.path.parent / own.CARD).write_text("{")
    assert "cannot be read" in own.broken_own()[brought.name]
    assert brought.address not in encoders.offered()
    own.delete_own(brought.name)


def test_the_command_lists_tries_adds_and_removes(
    folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from core.__main__ import main

    path = onnx_means(folders / "mine.onnx", ["n", 3, 64, 64])
    assert main(["encoders", "--add", str(path), "--title", "Mine", "--set", "mean=0.5"]) == 0
    (known,) = own.all_own()
    assert known.preprocessing["mean"] == "0.5,0.5,0.5"
    assert known.address in capsys.readouterr().out
    assert main(["encoders"]) == 0
    assert f"{known.address}" in capsys.readouterr().out
    assert main(["encoders", "--try", known.address]) == 0
    assert "mean 0.5, deviation" in capsys.readouterr().out
    assert main(["encoders", "--remove", known.name]) == 0
    assert own.all_own() == []


def test_trying_shows_what_the_net_sees(brought: own.OwnEncoder) -> None:
    from core.inference import answer

    found = answer("encoder-try", {"address": brought.address, "images": "digits"})
    assert found["seen"].shape == found["given"].shape == (8, 112, 112, 3)
    assert found["dimension"] == 3
    assert found["low"] < found["high"]
    assert 0 <= found["agree"] <= 1
    assert 8 <= found["judged"] <= 200


def test_a_slow_encoder_is_tried_on_few_images(
    brought: own.OwnEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.inference import answer

    monkeypatch.setattr("core.inference.calls.encoder_try.PATIENCE", 0.0)
    found = answer("encoder-try", {"address": brought.address, "images": "digits"})
    assert found["judged"] == len(found["seen"]) == 8
