"""Keeping a run: whole, or without what makes it large."""

from __future__ import annotations

import pytest

from core.commands import keep
from tests.made_classifier import write_classifier


def kept(folders, name: str, *options: str) -> set[str]:
    import argparse

    parser = argparse.ArgumentParser()
    keep.arguments(parser)
    assert keep.run(parser.parse_args(["run", name, *options])) == 0
    return {path.name for path in (folders / "checkpoints" / name).iterdir()}


@pytest.fixture
def made(folders, monkeypatch):
    from core import paths

    monkeypatch.setattr(paths, "CHECKPOINTS", folders / "checkpoints")
    write_classifier(folders / "runs" / "run")
    return folders


def test_a_run_may_be_kept_without_its_net_or_its_pictures(made) -> None:
    whole = kept(made, "whole")
    assert {"model.safetensors", "thumbs", "card.json", "embedding"} <= whole
    assert kept(made, "small", "--no-weights") == whole - {"model.safetensors"}
    assert kept(made, "smaller", "--no-weights", "--no-thumbnails") == whole - {
        "model.safetensors",
        "thumbs",
    }
