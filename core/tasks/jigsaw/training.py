"""The training of a Context-Free Network: one run after the other, each from where it stands."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from core.errors import BadRecipe
from core.progress import Progress
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.jigsaw.evaluate import finish
from core.tasks.jigsaw.net import ContextFreeNet
from core.tasks.jigsaw.pictures import gather
from core.tasks.jigsaw.puzzles import Puzzles
from core.tasks.jigsaw.settings import JigsawRecipe
from core.tasks.jigsaw.tiles import shuffled
from core.training import resume
from core.training.batches import Batches
from core.training.device import place
from core.training.ema import Average
from core.training.memory import keep_memory
from core.training.optimisers import optimiser_of
from core.training.rng import draw_from, mixed
from core.training.schedules import factor

LOGGED = 200  # rows of the history, about
LOOKS = 40  # times that the validation puzzles are solved, about
AT_ONCE = 64


def train_all(
    runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool], save_every: float
) -> bool:
    """Train the runs to their end; False where they were stopped before."""
    keep_memory()
    for run in runs:
        if run.card is not None:
            continue
        course = Course(run)
        if not course.train(progress=progress, stop=stop, save_every=save_every):
            return False
    return True


class Course:
    """One run: its pictures, its net, how far it is. Randomness is a function of seed and step."""

    def __init__(self, run: Run) -> None:
        self.run, self.writer = run, RunWriter(run)
        self.recipe = recipe = of_kind(run.recipe(), JigsawRecipe)
        if not 1 <= recipe.data.orders <= recipe.permutations:
            raise BadRecipe(
                f"data.orders must lie between 1 and {recipe.permutations}, the permutations, not "
                f"{recipe.data.orders}."
            )
        self.where = place(recipe.precision, recipe.device)
        AcceleratorState._reset_state(reset_partial_state=True)  # an earlier job's precision
        self.accelerator = Accelerator(
            cpu=self.where.device == "cpu", mixed_precision="bf16" if self.where.bf16 else "no"
        )
        self.puzzles = Puzzles(recipe.cut, recipe.permutations)
        self.orders = self.puzzles.orders.to(self.where.device)
        self.piles = gather(recipe.data, side=self.puzzles.loose, seed=recipe.seed)
        unlabelled = np.zeros(len(self.piles.chosen), np.int64)
        self.batches = Batches(unlabelled, recipe.batch, seed=recipe.seed)
        self.steps = recipe.length.count(self.batches.per_epoch)
        torch.manual_seed(mixed(recipe.seed, 40))
        self.model = net_of(recipe).to(self.where.device)
        self.optimiser = optimiser_of(self.model.parameters(), recipe.optimiser)
        self.average = Average(self.model, recipe.ema.decay)
        self.tally = torch.zeros(3, dtype=torch.float64, device=self.where.device)
        self.step, self.seconds = 0, 0.0

    def train(self, *, progress: Progress, stop: Callable[[], bool], save_every: float) -> bool:
        """From where the folder stands to the card; False where it was stopped before."""
        self._begin()
        log_every, look_every = (max(1, self.steps // many) for many in (LOGGED, LOOKS))
        saved = time.monotonic()
        while self.step < self.steps:
            if stop():
                self._save()
                return False
            began = time.monotonic()
            self._train_step()
            ends = self.step == self.steps
            looks = ends or self.step % look_every == 0
            if looks or self.step % log_every == 0:
                self._log(looks=looks)
            self.seconds += time.monotonic() - began
            progress(self.step, self.steps, "")
            if time.monotonic() - saved > save_every or ends:
                self._save()
                saved = time.monotonic()
        progress(self.steps, self.steps, "measuring")
        finish(self)
        return True

    @torch.inference_mode()
    def scores(self, tiles: Tensor) -> NDArray[np.float32]:
        """What the kept weights say of tiles [n, 9, 3, t, t]: float32 [n, permutations]."""
        self.model.eval()
        with self.accelerator.autocast():
            said = self.model(tiles.to(self.where.device)).float().cpu().numpy()
        result: NDArray[np.float32] = said
        return result

    def _train_step(self) -> None:
        recipe, step, device = self.recipe, self.step, self.accelerator.device
        draw_from(mixed(recipe.seed, 41, step), device)
        generator = torch.Generator().manual_seed(mixed(recipe.seed, 42, step))
        numbers = self.piles.chosen[self.batches.at(step)]
        asked = recipe.data
        tiles, drawn = self.puzzles.drawn(
            self.piles.train,
            numbers,
            colourless=asked.gray,
            orders=asked.orders,
            generator=generator,
            device=self.where.device,
        )
        which = drawn.flatten().to(device)
        self.lr = recipe.optimiser.lr * factor(recipe.schedule.name, step / self.steps)
        for group in self.optimiser.param_groups:
            group["lr"] = self.lr
        self.model.train()
        self.optimiser.zero_grad(set_to_none=True)
        with self.accelerator.autocast():
            seen = self.model.seen(tiles).repeat_interleave(asked.orders, 0)
            scores = self.model.orders(shuffled(seen, self.orders[which]))
        loss = F.cross_entropy(scores.float(), which)
        self.accelerator.backward(loss)
        self.optimiser.step()
        self.average.update(self.model, step)
        self.tally[0] += loss.detach() * len(which)
        self.tally[1] += (scores.detach().argmax(1) == which).sum()
        self.tally[2] += len(which)
        self.step = step + 1

    def _log(self, *, looks: bool) -> None:
        loss, right, seen = self.tally.tolist()
        self.tally.zero_()
        row = {
            "step": self.step,
            "epoch": self.step / self.batches.per_epoch,
            "seconds": self.seconds,
            "lr": self.lr,
            "loss": loss / seen if seen else math.nan,
            "accuracy": right / seen if seen else math.nan,
        }
        self.writer.log(row | (self.validated() if looks else {}))
        self.writer.save_history()

    def validated(self) -> dict[str, float]:
        """The pictures kept aside, each in one order that never changes."""
        aside, orders = self.piles.aside, self.puzzles.orders
        draw = np.random.default_rng((self.recipe.seed, 43))
        which = draw.integers(len(orders), size=len(aside))
        parts = []
        with self.average.applied(self.model):
            for start in range(0, len(aside), AT_ONCE):
                rows = slice(start, start + AT_ONCE)
                tiles = self.puzzles.plain(self.piles.train, aside[rows], device=self.where.device)
                parts.append(self.scores(shuffled(tiles, orders[which[rows]])))
        scores = torch.from_numpy(np.concatenate(parts))
        truth = torch.from_numpy(which)
        return {
            "validation_loss": float(F.cross_entropy(scores, truth)),
            "validation_accuracy": float((scores.argmax(1) == truth).double().mean()),
        }

    def _begin(self) -> None:
        saved = resume.load(self.run)
        if saved is None:
            self.writer.go_back_to(-1)
            return
        self.model.load_state_dict(saved.part("model"))
        device = self.where.device
        self.average.weights = {k: v.to(device) for k, v in saved.part("average").items()}
        resume.restore_optimiser(self.optimiser, saved.part("optimiser"))
        self.tally = saved.part("tally")["sums"].to(device)
        self.step, self.seconds = saved.state["step"], saved.state["seconds"]
        self.writer.go_back_to(self.step)

    def _save(self) -> None:
        parts: dict[str, Any] = {
            "model": self.model.state_dict(),
            "average": self.average.weights,
            "optimiser": resume.optimiser_tensors(self.optimiser),
            "tally": {"sums": self.tally},
        }
        resume.save(self.writer, parts, {"step": self.step, "seconds": self.seconds})


def net_of(recipe: JigsawRecipe) -> ContextFreeNet:
    """A new net of the asked size."""
    asked = recipe.net
    return ContextFreeNet(
        recipe.permutations,
        tile=recipe.cut.tile,
        width=asked.width,
        tile_features=asked.tile_features,
        hidden=asked.hidden,
        dropout=asked.dropout,
    )
