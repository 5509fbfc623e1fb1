"""`python -m core lessons`: all of them, and 1 with the place where one is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.__main__ import main


def test_the_shipped_ones_are_whole_and_a_wrong_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lessons"]) == 0
    assert "luck: Is fine-tuning better, or is it luck? (two-numbers, " in capsys.readouterr().out
    monkeypatch.setenv("EMBEDSCOPE_LESSONS", str(tmp_path))
    (tmp_path / "off.yaml").write_text(
        "title: Wrong\nabout: x\nfigures: {a: {kind: images, run: small-2d}}\n"
        "steps: [{name: one, title: One, text: x, claims: [a < 5]}]\n"
    )
    (tmp_path / "bad.yaml").write_text("title: B\nabout: x\nsteps: [{name: one}]\n")
    assert main(["lessons"]) == 1
    said = capsys.readouterr().err
    assert "bad.yaml.steps[0] lacks title" in said
    assert "off, step one: the figures here say otherwise: a < 5" in said
