"""Keeping a run: whole, or without what makes it large."""

from __future__ import annotations

import argparse

import pytest

from core.commands import keep
from core.errors import BadRecipe
from core.evaluation.kernels import moved_layers
from core.training.runs import Run
from tests.made_classifier import write_classifier


def kept(folders, name: str, *options: str) -> set[str]:
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
    moved = {"movement.npy", "movement.json"}
    small = kept(made, "small", "--no-weights")
    assert small == (whole | moved) - {"model.safetensors"}
    assert kept(made, "smaller", "--no-weights", "--no-thumbnails") == small - {"thumbs"}


def test_a_checkpoint_is_not_kept_over_itself(made) -> None:
    kept(made, "whole")
    before = sorted((made / "checkpoints" / "whole").iterdir())
    with pytest.raises(BadRecipe, match="checkpoint already"):
        keep.run(
            argparse.Namespace(run="whole", name="whole", no_thumbnails=False, no_weights=True)
        )
    assert sorted((made / "checkpoints" / "whole").iterdir()) == before


def test_how_far_its_filters_moved_is_kept(made) -> None:
    kept(made, "small", "--no-weights")
    known = moved_layers(Run(made / "runs" / "run"))
    still = moved_layers(Run(made / "checkpoints" / "small"))
    assert list(still) == list(known) == ["conv1", "conv2"]
    for path, layer in still.items():
        assert layer.cosine == pytest.approx(known[path].cosine, abs=1e-6)
        assert layer.share == pytest.approx(known[path].share, rel=1e-5)
