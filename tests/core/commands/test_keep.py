"""Keeping a run: whole, or without what makes it large."""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from core.commands import keep
from core.errors import BadRecipe, EmbedscopeError
from core.inference.conv_filters import both_ends, kernels, moved_layers
from core.metrics.weight_change import read_first
from core.recipes.recipe import changed, recipe_to_text
from core.runs.answers import answers_of
from core.runs.card_file import write_card
from core.runs.run import Run
from core.runs.writer import compact
from tests.made_classifier import write_classifier


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    keep.arguments(parser)
    return parser.parse_args(words)


def kept(folders, name: str, *options: str) -> set[str]:
    assert keep.run(parsed("run", name, *options)) == 0
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
    filters = {"movement.npy", "movement.json", "first_filters.npy"}
    small = kept(made, "small", "--no-weights")
    assert small == (whole | filters) - {"model.safetensors"}
    assert kept(made, "smaller", "--no-weights", "--no-thumbnails") == small - {"thumbs"}
    kept(made, "fewer", "--no-train")
    left = {path.name for path in (made / "checkpoints" / "fewer" / "embedding").iterdir()}
    assert {"test.npy", "test_labels.npy"} <= left
    assert not any(name.startswith("train") for name in left)


def test_what_cannot_be_kept_leaves_the_checkpoint_that_is_there(made) -> None:
    whole = kept(made, "whole")
    net = made / "runs" / "run" / "model.safetensors"
    net.write_bytes(net.read_bytes()[:100])
    with pytest.raises(EmbedscopeError):
        keep.run(parsed("run", "whole", "--no-weights"))
    assert {path.name for path in (made / "checkpoints" / "whole").iterdir()} == whole
    assert Run(made / "checkpoints" / "whole").finished()
    assert not (made / "checkpoints" / ".whole").exists()


def test_a_run_may_be_kept_without_its_frames(made) -> None:
    (made / "runs/run/frames").mkdir()
    assert kept(made, "whole") - kept(made, "still", "--no-frames") == {"frames"}


def test_the_largest_probabilities_may_be_kept_alone(made) -> None:
    kept(made, "small", "--largest", "2")
    run, small = Run(made / "runs/run"), Run(made / "checkpoints/small")
    assert not (small.folder / "embedding/test_probabilities.npy").exists()
    whole, few = run.probabilities(), small.probabilities()
    assert (run.largest_kept, small.largest_kept) == (None, 2)
    assert np.array_equal(few.argmax(1), whole.argmax(1))
    assert few.max(1) == pytest.approx(whole.max(1))
    assert few.sum(1) == pytest.approx(1, abs=1e-3)
    assert answers_of(small).matrix.tolist() == answers_of(run).matrix.tolist()
    assert kept(made, "again", "--largest", "2")


def test_less_than_one_probability_is_refused(made) -> None:
    with pytest.raises(BadRecipe, match="1 or more"):
        kept(made, "none", "--largest", "0")


def test_the_first_filters_of_a_net_that_is_left_out_are_kept(made) -> None:
    kept(made, "small", "--no-weights")
    known = read_first(made / "checkpoints/small")
    assert known is not None
    for net, kept_of in zip(both_ends(Run(made / "runs/run")), known, strict=True):
        assert kept_of == pytest.approx(kernels(net, "conv1"), rel=1e-3, abs=1e-6)


def test_a_checkpoint_is_not_kept_over_itself(made) -> None:
    kept(made, "whole")
    before = sorted((made / "checkpoints" / "whole").iterdir())
    with pytest.raises(BadRecipe, match="checkpoint already"):
        keep.run(parsed("whole", "whole", "--no-weights"))
    assert sorted((made / "checkpoints" / "whole").iterdir()) == before


def test_how_far_its_filters_moved_is_kept(made) -> None:
    kept(made, "small", "--no-weights")
    known = moved_layers(Run(made / "runs" / "run"))
    still = moved_layers(Run(made / "checkpoints" / "small"))
    assert list(still) == list(known) == ["conv1", "conv2"]
    for path, layer in still.items():
        assert layer.cosine == pytest.approx(known[path].cosine, abs=1e-6)
        assert layer.share == pytest.approx(known[path].share, rel=1e-5)


def test_the_same_pictures_are_kept_once(made) -> None:
    kept(made, "one")
    kept(made, "other")
    sheets = [Run(made / "checkpoints" / name).thumbs() for name in ("one", "other")]
    assert sheets[0] == sheets[1]
    assert not list((made / "checkpoints" / "one").rglob("*.webp"))
    before = Run(made / "runs" / "run").thumbs()
    assert sheets[0].path.read_bytes() == before.path.read_bytes()
    assert (sheets[0].columns, sheets[0].count) == (before.columns, before.count)


def test_a_sheet_that_is_gone_is_no_sheet(made) -> None:
    kept(made, "one")
    Run(made / "checkpoints" / "one").thumbs().path.unlink()
    assert Run(made / "checkpoints" / "one").thumbs() is None


def test_the_embedding_may_be_kept_along_its_principal_axes(made) -> None:
    kept(made, "thin", "--axes", "2")
    whole, thin = (
        np.asarray(run.embedding(), np.float64)
        for run in (Run(made / "runs" / "run"), Run(made / "checkpoints" / "thin"))
    )
    assert thin.shape == (len(whole), 2)
    values = np.linalg.svd(whole - whole.mean(0), compute_uv=False)
    assert np.linalg.norm(thin - thin.mean(0), axis=0) == pytest.approx(values[:2], rel=1e-2)
    assert Run(made / "checkpoints" / "thin").finished().embedding.kept == 2


def test_an_embedding_that_is_thin_already_stays(made) -> None:
    kept(made, "same", "--axes", "64")
    same, run = Run(made / "checkpoints" / "same"), Run(made / "runs" / "run")
    assert np.array_equal(same.embedding(), run.embedding())


@pytest.mark.parametrize("axes", ["1", "-3"])
def test_too_few_axes_are_refused_before_anything_is_touched(made, axes) -> None:
    kept(made, "thin")
    with pytest.raises(BadRecipe, match="2 or more"):
        kept(made, "thin", "--axes", axes)
    assert (made / "checkpoints/thin/card.json").is_file()


def test_an_embedding_that_is_the_nets_output_keeps_its_axes(made) -> None:
    with pytest.raises(BadRecipe, match="whole output"):
        keep.run(parsed("wide", "thin", "--axes", "2"))
    assert not (made / "checkpoints/thin").exists()


def test_every_shared_sheet_that_ships_is_shown_by_a_checkpoint() -> None:
    from core.paths import CHECKPOINTS

    shown = {
        json.loads(geometry.read_text()).get("shared")
        for geometry in CHECKPOINTS.glob("*/thumbs/*.json")
    } - {None}
    assert shown == {sheet.name for sheet in (CHECKPOINTS / "thumbs").glob("*")}


@pytest.mark.parametrize(("centre", "kind"), [(0, np.float16), (5, np.float16), (500, np.float32)])
def test_half_precision_is_taken_where_no_point_moves_far(centre, kind) -> None:
    points = np.random.default_rng(0).normal(centre, 1, (200, 3)).astype(np.float32)
    assert compact(points).dtype == kind


def test_other_seeds_are_told_on_the_card(made) -> None:
    for seed in (1, 2):
        shutil.copytree(made / "runs" / "run", made / "runs" / f"seed-{seed}")
        _change(made / "runs" / f"seed-{seed}", seed, add=0.1 * seed)
    kept(made, "whole", "--seeds", "seed-1", "seed-2")
    card = Run(made / "checkpoints" / "whole").finished()
    mean = card.over_seeds["test/accuracy"]
    one = card.value("test/accuracy")
    assert (mean.value, mean.n) == (pytest.approx(one + 0.1), 3)
    assert mean.high - mean.value == pytest.approx(4.303 * 0.1 / 3**0.5, rel=1e-3)  # Student, 2
    assert not any(name.startswith("net/") for name in card.over_seeds)


def test_a_checkpoint_learns_of_other_seeds_and_nothing_else_of_it_is_written(made) -> None:
    kept(made, "whole")
    place = made / "checkpoints" / "whole"
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*.*") if path.is_file()}
    _change(made / "runs" / "run", 1, add=0.1)
    assert keep.run(parsed(str(place), "whole", "--seeds", "run")) == 0
    after = {path: path.stat().st_mtime_ns for path in place.rglob("*.*") if path.is_file()}
    assert {path.name for path in after if after[path] != before[path]} == {"card.json"}
    assert Run(place).finished().over_seeds["test/accuracy"].n == 2


@pytest.mark.parametrize(
    ("settings", "said"),
    [({"seed": 0}, "same seed"), ({"seed": 1, "optimiser.lr": 0.5}, "optimiser.lr")],
)
def test_what_differs_in_more_than_its_seed_is_refused(made, settings, said) -> None:
    other = made / "runs" / "other"
    shutil.copytree(made / "runs" / "run", other)
    recipe = changed(Run(other).recipe(), settings)
    (other / "recipe.yaml").write_text(recipe_to_text(recipe))
    with pytest.raises(BadRecipe, match=said):
        kept(made, "whole", "--seeds", "other")


def _change(folder, seed: int, *, add: float) -> None:
    """As if the run had been trained with another seed, and had come to other figures."""
    recipe = changed(Run(folder).recipe(), {"seed": seed})
    (folder / "recipe.yaml").write_text(recipe_to_text(recipe))
    card = Run(folder).finished()
    metrics = {k: replace(m, value=(m.value or 0) + add) for k, m in card.metrics.items()}
    write_card(folder / "card.json", replace(card, seed=seed, metrics=metrics))
