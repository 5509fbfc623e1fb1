"""Puzzles: a photo from the file to its tiles put back, and puzzles a second in training."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np

from bench.photos import SIZE, photos
from bench.served import threads_as_served
from bench.table import Measured
from bench.timing import in_turns

if TYPE_CHECKING:
    from core.data import ImageSet
    from core.inference.puzzle.solve import Solver
    from core.tasks.jigsaw.settings import JigsawRecipe
    from core.training.trainer import Trainer

ROWS = {"solve_ms_p95": ("ms", "<=", 300.0), "puzzles_per_s": ("/s",)}
RECIPE, ON_TWO_CORES = "jigsaw", "jigsaw-two-cores"
PHOTOS = 12
ROUNDS = 4
STEPS = 8
PICTURES = 512  # made-up ones: what they show does not change how long a step takes


def measure() -> dict[str, Measured]:
    """Both rows."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            "solve_ms_p95": _solving(Path(folder) / "net"),
            "puzzles_per_s": _training(Path(folder) / "run"),
        }


def _solving(folder: Path) -> Measured:
    from core.inference.puzzle.board import other_order, taught_order

    solver, name = _solver(folder)
    files, draw, taken = list(photos(PHOTOS)), np.random.default_rng(0), []
    with threads_as_served():
        for number in range(ROUNDS * PHOTOS + 2):
            order = (taught_order, other_order)[number % 2](solver.orders, draw)
            taken.append(_solved(solver, files[number % PHOTOS], order))
    taken = taken[2:]  # the first of each kind are slow
    how = (
        f"{PHOTOS} drawn photos of {SIZE[0]} x {SIZE[1]} pixels (JPEG), {ROUNDS} times each, nine "
        f"tiles, half of them in orders that were not taught, by {name}, warm; median "
        f"{np.median(taken):.0f} ms"
    )
    return Measured(float(np.quantile(taken, 0.95)), len(taken), how)


def _solved(solver: Solver, file: bytes, order: tuple[int, ...]) -> float:
    """Milliseconds from the file to the answer."""
    from core.data.open_photo import open_rgb

    began = time.perf_counter()
    solver.solve(solver.tiles(np.asarray(open_rgb(file)))[list(order)])
    return 1000 * (time.perf_counter() - began)


def _solver(folder: Path) -> tuple[Solver, str]:
    """The first checkpoint's net; without one an untrained net of the shipped recipe's size."""
    from core.inference.puzzle.solve import Solver
    from core.runs.find import checkpoints

    for run in checkpoints(task=RECIPE):
        return Solver(run), run.name
    return untrained(folder), f"an untrained net of the recipe {RECIPE}'s size"


def untrained(folder: Path) -> Solver:
    """A net of the shipped recipe's size that was never trained."""
    import torch
    from safetensors.torch import save_file

    from core import files
    from core.inference.puzzle.solve import Solver
    from core.runs.card import RunCard
    from core.runs.card_parts import CutCard, SolverCard, SolverNetCard
    from core.runs.run import Run
    from core.runs.writer import RunWriter
    from core.tasks.jigsaw.permutations import permutation_set
    from core.tasks.jigsaw.task import net_of

    recipe, run = _recipe(RECIPE), Run(folder)
    writer = RunWriter(run)
    writer.begin(recipe)
    torch.manual_seed(0)
    save_file(net_of(recipe).state_dict(), folder / "model.safetensors")
    files.write_array(folder / "orders.npy", permutation_set(recipe.permutations))
    net = SolverNetCard(recipe.net.width, recipe.net.tile_features, recipe.net.hidden)
    cut = CutCard(recipe.cut.tile, recipe.cut.gap, recipe.cut.jitter)
    writer.card(RunCard(task=RECIPE, solver=SolverCard(cut, net)))
    return Solver(run)


def _training(folder: Path) -> Measured:
    trainer = _trainer(folder)
    taken = in_turns({"step": partial(trainer.train_step, log=False)}, rounds=STEPS)["step"]
    recipe, where = trainer.recipe, trainer.place
    batch, orders = recipe.batch.size, recipe.data.orders
    return Measured(
        batch * orders / statistics.median(taken),
        len(taken),
        f"a training step of {recipe.name}, {batch} pictures in {orders} orders each, "
        f"{where.device}, {where.precision}, made-up pictures",
    )


def _trainer(folder: Path) -> Trainer:
    """A run of the recipe for this machine on made-up pictures, ready for its first step."""
    from core.recipes.recipe import changed, of_kind
    from core.runs.run import Run
    from core.runs.writer import RunWriter
    from core.tasks.jigsaw.settings import JigsawRecipe
    from core.tasks.jigsaw.task import Jigsaw
    from core.training.device import place
    from core.training.trainer import Trainer

    small = {"data.names": ["made-up"], "data.validation": 8, "data.test": 8}
    run = Run(folder)
    name = RECIPE if place().device == "cuda" else ON_TWO_CORES
    RunWriter(run).begin(changed(_recipe(name), small))
    with made_up():
        made = Trainer(run, Jigsaw(run, of_kind(run.recipe(), JigsawRecipe)))
    made.build(0)
    return made


@contextmanager
def made_up() -> Iterator[None]:
    """Every data set is noise of 128 x 128 pixels."""
    from core.data import ImageSet

    def load(name: str, split: str) -> ImageSet:
        random = np.random.default_rng(0)
        pixels = random.integers(0, 256, (PICTURES, 128, 128, 3), np.uint8)
        return ImageSet(name, split, pixels, np.zeros(PICTURES, np.int64), ("one",), "made up")

    with patch("core.data.load", load):
        yield


def _recipe(name: str) -> JigsawRecipe:
    from core.recipes.recipe import load_recipe, of_kind
    from core.tasks.jigsaw.settings import JigsawRecipe

    return of_kind(load_recipe(name), JigsawRecipe)
