"""Runs of puzzles: they learn, go on where they were stopped, and say what they can do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from core import data
from core.errors import BadRecipe, DataMissing, RunBroken
from core.inference.puzzle.solve import Solver
from core.recipes.recipe import changed, load_recipe, recipe_names
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks import train
from core.tasks.jigsaw.cut import Cut
from core.tasks.jigsaw.pictures import Pile, make_splits, squares
from core.tasks.jigsaw.puzzles import Puzzles
from core.tasks.jigsaw.settings import Data, JigsawRecipe
from tests.core.tasks.jigsaw.conftest import made

RECIPES = [name for name in recipe_names() if load_recipe(name).task == "jigsaw"]
TWO_STEPS = {
    "length.epochs": None,
    "length.steps": 2,
    "batch.size": 4,
    "data.validation": 4,
    "data.test": 4,
    "net.width": 0.1,
    "net.tile_features": 8,
    "net.hidden": 16,
}


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_runs_two_steps(name: str, tmp_path: Path) -> None:
    run = Run(tmp_path / name)
    RunWriter(run).begin(changed(load_recipe(name), TWO_STEPS))
    assert train([run])
    card = run.finished()
    assert card.steps == 2
    assert card.metric("test/chance_accuracy").value == 1 / card.solver.permutations


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A net that was taught for a hundred steps; made data are put in for it here."""
    before, data.load = data.load, made
    try:
        from tests.core.tasks.jigsaw.conftest import QUICK

        run = Run(tmp_path_factory.mktemp("runs") / "taught")
        settings = {
            "permutations": 72,
            "net.width": 0.1,
            "net.dropout": 0.0,
            "data.orders": 16,
            "length.steps": 120,
        }
        RunWriter(run).begin(changed(JigsawRecipe(), {**QUICK, **settings}))
        assert train([run])
    finally:
        data.load = before
    return run


def test_it_learns_where_tiles_belong(taught: Run) -> None:
    card = taught.finished()
    assert card.metric("test/accuracy").value > 0.9
    assert card.metric("test/accuracy").n == 12
    assert card.verdict.startswith("Learned: ")
    assert card.solver.least_distance == 8
    history = taught.history()
    assert history["loss"][-1] < history["loss"][0] / 2
    assert not (taught.folder / "resume").exists()


def test_a_picture_comes_back_from_a_taught_order_and_from_any_other(taught: Run) -> None:
    solver = Solver(taught)
    picture = made("cifar100", "test").images[3]
    tiles = solver.tiles(np.asarray(picture))
    assert tiles.shape == (9, 32, 32, 3)
    for order in solver.orders:
        solution = solver.solve(tiles[order])
        assert solution.guesses[0].order == tuple(order)
        assert solution.guesses[0].probability > 0.5
        assert solution.places == tuple(order)
    assert len(solution.guesses) == 5
    assert 0.5 < sum(guess.probability for guess in solution.guesses) < 1.001
    draw = np.random.default_rng(5)
    others = [draw.permutation(9) for _ in range(10)]
    right = [np.mean(np.array(solver.solve(tiles[o]).places) == o) for o in others]
    assert np.mean(right) > 0.5
    assert all(0 <= sure <= 1 for sure in solution.sure)


def test_stopped_and_gone_on_is_the_same_run(quick_run: Callable[..., Run]) -> None:
    whole, parts = quick_run("whole"), quick_run("parts")
    assert train([whole])
    asked = iter([False, False, True])
    assert not train([parts], stop=lambda: next(asked))
    assert parts.card is None
    assert train([parts])
    first, second = (load_file(run.folder / "model.safetensors") for run in (whole, parts))
    assert all(torch.equal(first[key], second[key]) for key in first)
    assert np.array_equal(whole.history()["loss"], parts.history()["loss"], equal_nan=True)


def test_labels_are_never_read(
    quick_run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = quick_run("blind")

    class Unlabelled:
        def __init__(self, name: str, split: str) -> None:
            self.images = made(name, split).images

    monkeypatch.setattr(data, "load", Unlabelled)
    assert train([run])


def test_puzzles_are_a_function_of_the_generator() -> None:
    pile = Pile(("made",), (made("cifar100", "train").images,))
    puzzles = Puzzles(Cut(tile=32, gap=2, jitter=4), 16)

    def draw(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
        generator = torch.Generator().manual_seed(seed)
        return puzzles.drawn(pile, np.arange(6), colourless=0.5, orders=3, generator=generator)

    (tiles, which), (again, same), (other, _) = draw(0), draw(0), draw(1)
    assert torch.equal(tiles, again)
    assert torch.equal(which, same)
    assert not torch.equal(tiles, other)
    assert tiles.shape == (6, 9, 3, 32, 32)
    assert which.shape == (6, 3)
    assert which.max() < 16
    assert all(len(set(row)) == 3 for row in which.tolist())


def test_several_sets_of_several_sizes_are_one_pile() -> None:
    asked = Data(names=("cifar100", "cub200"), validation=10, test=10)
    splits = make_splits(asked, side=100, seed=0)
    assert [part.shape[1] for part in splits.train.squares] == [24, 100]
    assert len(splits.train) == 80
    assert sorted(np.concatenate([splits.chosen, splits.validation])) == list(range(80))
    taken = splits.train.take(np.array([79, 0, 40]), 64)
    assert taken.shape == (3, 3, 64, 64)
    assert 0 <= taken.min() < taken.max() <= 1
    assert len(splits.test) == 10
    assert np.bincount(splits.test.origin).tolist() == [5, 5]


def test_a_folder_of_pictures_needs_no_classes(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    for number in range(20):
        pixels = draw.integers(0, 256, (40 + number, 60, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{number}.png")
    splits = make_splits(Data(names=(str(tmp_path),), validation=3), side=50, seed=0)
    assert (len(splits.train), len(splits.test)) == (18, 2)
    assert splits.train.squares[0].shape == (18, 50, 50, 3)


def test_gray_and_narrow_pictures_become_squares() -> None:
    assert squares(np.zeros((2, 30, 20), np.uint8), side=64).shape == (2, 20, 20)
    wide = squares(np.zeros((1, 70, 200, 3), np.uint8), side=64)
    assert wide.shape == (1, 64, 64, 3)
    gray = Pile(("digits",), (np.full((2, 8, 8), 255, np.uint8),))
    assert gray.take(np.array([1]), 16).shape == (1, 3, 16, 16)


def test_what_cannot_be_gathered(tmp_path: Path) -> None:
    with pytest.raises(BadRecipe, match=r"data.names is empty"):
        make_splits(Data(names=()), side=100, seed=0)
    with pytest.raises(BadRecipe, match="between 1 and 39"):
        make_splits(Data(names=("cifar100",), validation=40), side=100, seed=0)
    with pytest.raises(DataMissing, match="holds 0 pictures"):
        make_splits(Data(names=(str(tmp_path),)), side=100, seed=0)
    with pytest.raises(DataMissing, match="neither a folder nor a zip"):
        make_splits(Data(names=(str(tmp_path / "none"),)), side=100, seed=0)


def test_no_more_orders_at_once_than_there_are(quick_run: Callable[..., Run]) -> None:
    with pytest.raises(BadRecipe, match=r"data.orders must lie between 1 and 4"):
        train([quick_run("many", data__orders=5)])


def test_a_run_that_solves_no_puzzles(quick_run: Callable[..., Run]) -> None:
    with pytest.raises(RunBroken, match="is not finished"):
        Solver(quick_run("unfinished"))
