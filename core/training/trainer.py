"""The one training loop: every run of every task, from where its folder stands to its card.

A Trainer owns what all trainings have: device and precision, the optimiser and its rates, the
moving average, what is frozen, early stopping, the weights to keep, rows, frames, saved states.
What is trained, on what and how it is judged it asks of a Task. A run may train several models, one
after the other; most train one. Where several processes train one run, each has a Trainer, and the
first alone looks, decides and writes (`core.training.parallel`).
"""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Mapping
from dataclasses import replace

from torch import Tensor, nn

from core.errors import BadRecipe
from core.recipes.sections import KEEPS, Freeze
from core.runs.card import RunCard, began
from core.runs.run import Run
from core.runs.writer import NoWriter, RunWriter
from core.training import resume
from core.training.early_stopping import EarlyStopping
from core.training.ema import Ema
from core.training.freezing import Freezing
from core.training.gradients import clip, norm_of
from core.training.optimisers import make_optimiser
from core.training.rng import draw_from
from core.training.schedules import factor_at
from core.training.task import Task

FORM = 2
"""Of the states that are saved; one of another form is not gone on from."""


class Trainer:
    """Trains one run step by step."""

    def __init__(self, run: Run, task: Task) -> None:
        self.run, self.task, self.place, self.recipe = run, task, task.place, task.recipe
        self.processes = task.place.processes
        self.writer = RunWriter(run) if self.processes.first else NoWriter(run)
        self.done: list[dict[str, Tensor]] = []
        """The weights of the models before this one."""
        self.before, self.seconds, self.over = 0, 0.0, False
        stop = self.recipe.early_stopping.patience is not None
        if self.recipe.keep not in KEEPS:
            raise BadRecipe(f"keep must be one of {', '.join(KEEPS)}, not {self.recipe.keep!r}.")
        if (stop or self.recipe.keep == "best") and (why := task.cannot_validate()):
            raise BadRecipe(f"Early stopping and keep: best need a validation loss: {why}")

    @property
    def position(self) -> int:
        """Steps taken, over all models; one that is only fitted counts as a step."""
        return self.before if self.over else self.before + self.step

    def build(self, number: int, *, fresh: bool = True) -> None:
        """Make model `number` ready for its first step."""
        recipe = self.recipe
        self.model = self.task.model = self.task.build(number, fresh=fresh)
        self.optimiser = make_optimiser(recipe.optimiser, self.model, loss=self.task.criterion)
        self.ema = Ema(self.model, recipe.ema.decay)
        self.stopping = EarlyStopping(
            recipe.early_stopping.patience, recipe.early_stopping.min_delta
        )
        self.best: dict[str, Tensor] = {}
        self.best_step = self.step = 0
        self.lowest, self.ended = math.inf, False
        self.freezing = Freezing(getattr(recipe, "freeze", Freeze()))
        self.processes.make_alike(self.model, self.task.criterion)

    def begin(self) -> None:
        """Start the folder, or go on from where a killed run was saved."""
        saved = resume.load(self.run, self.processes)
        if saved is not None and saved.state.get("form") == FORM:
            self._load(saved)
            return
        self.build(0)
        if self.processes.first:
            self.task.begin(self.writer)
        self.writer.go_back_to(-1)
        if self.task.frames:
            self._frame()
            self._look({})

    def advance(self) -> None:
        """One step and all that is due after it; a model that is only fitted takes one too."""
        began, task = time.monotonic(), self.task
        done = self.step + 1
        row = self.train_step(log=task.logs(done)) if task.steps else self._row(math.nan, step=1)
        looks = task.looks(done)
        if row and not (looks and task.ONE_ROW):
            self.writer.log(row)
        if looks:
            self._look(row if task.ONE_ROW else {})
        elif row and task.ONE_ROW:
            self.writer.save_history()
        if self.step >= task.steps or self.ended:
            self._next_model()
        if task.frames and (done % max(1, task.steps // task.frames) == 0 or self.over):
            self._frame()
        self.seconds += time.monotonic() - began

    def train_step(self, *, log: bool) -> dict[str, float]:
        """Take the next step; the row of the history when asked, else nothing."""
        task, step = self.task, self.step
        draw_from(task.step_seed(step), self.place.device)
        self.freezing.apply(self.model, epoch=step / task.per_epoch)
        rate = self._set_rate()
        batch = task.batch(step)
        self.optimiser.zero_grad(set_to_none=True)
        loss = task.loss(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        self.processes.average(self._learning())
        norm = self._clip(log=log)
        self.optimiser.step()
        self.ema.update(self.model, step)
        self.step = step + 1
        return self._row(rate, norm=norm) if log else {}

    def kept_weights(self) -> dict[str, Tensor]:
        """The weights that are kept of the model as it stands."""
        return self.best if self._keeps_best else self._weights_now()

    @property
    def epoch_kept(self) -> float:
        """The epoch that those weights are of."""
        return (self.best_step if self._keeps_best else self.step) / self.task.per_epoch

    @property
    def _keeps_best(self) -> bool:
        return self.recipe.keep == "best" and bool(self.best)

    def _weights_now(self) -> dict[str, Tensor]:
        """The averaged weights where there are such, else the weights."""
        return self.ema.weights if self.ema.decay is not None else self.model.state_dict()

    def finish(self) -> None:
        """Keep the weights, measure, write the card, and drop what only resuming needed."""
        if not self.processes.first:
            return
        self.model.load_state_dict(self.kept_weights())
        self.ema.decay = None
        for part in self.model.modules():
            part.requires_grad_(requires_grad=True)
        self.task.keep(self)
        card = self.task.evaluate(self)
        self.writer.card(replace(card, verdict=self.task.diagnose(card)))
        shutil.rmtree(self.run.folder / "resume", ignore_errors=True)

    def card_head(self) -> RunCard:
        """What every card says."""
        where = self.place
        return began(
            self.run,
            self.recipe,
            device=where.device,
            processes=where.processes.size,
            precision=where.precision,
            seconds=self.seconds,
            steps=self.position,
        )

    def save(self) -> None:
        """Keep everything that going on needs."""
        if not self.processes.first:
            return
        own, numbers = self.task.state()
        parts: dict[str, Mapping[str, Tensor]] = {
            "model": self.model.state_dict(),
            "ema": self.ema.weights,
            "best": self.best,
            "optimiser": resume.optimiser_tensors(self.optimiser),
            **{f"done-{number}": weights for number, weights in enumerate(self.done)},
        }
        state = {
            "form": FORM,
            "step": self.position,
            "model_step": self.step,
            "before": self.before,
            "seconds": self.seconds,
            "over": self.over,
            "ended": self.ended,
            "models": len(self.done),
            "best_step": self.best_step,
            "lowest": _finite(self.lowest),
            "waited": self.stopping.waited,
            "stopping_best": _finite(self.stopping.best),
        }
        resume.save(self.writer, {**parts, **own}, {**state, **numbers})

    def _load(self, saved: resume.Saved) -> None:
        device, state = self.place.device, saved.state
        self.done = [saved.part(f"done-{number}") for number in range(state["models"])]
        self.build(len(self.done), fresh=False)
        self.model.load_state_dict(saved.part("model"))
        self.ema.weights = {k: v.to(device) for k, v in saved.part("ema").items()}
        self.best = {k: v.to(device) for k, v in saved.part("best").items()}
        resume.restore_optimiser(self.optimiser, saved.part("optimiser"))
        self.step, self.before, self.seconds = (
            state["model_step"],
            state["before"],
            state["seconds"],
        )
        self.over, self.ended, self.best_step = state["over"], state["ended"], state["best_step"]
        self.lowest = math.inf if state["lowest"] is None else state["lowest"]
        before = state["stopping_best"]
        self.stopping.best = math.inf if before is None else before
        self.stopping.waited = state["waited"]
        self.task.restore(saved)
        self.writer.go_back_to(state["step"])

    def _next_model(self) -> None:
        """The model is done: the next one, or the end."""
        weights, self.before = self.kept_weights(), self.before + max(self.step, 1)
        if len(self.done) + 1 == self.task.models:
            self.over = True
            return
        self.done.append({key: value.clone() for key, value in weights.items()})
        self.build(len(self.done))

    def _look(self, row: dict[str, float]) -> None:
        """Look at the validation images: a row, the best weights so far, and whether to stop."""
        found = self.processes.from_first(self._validated)
        if found or row:
            self.writer.log({**(row or self._place()), **found})
            self.writer.save_history()
        loss = found.get("validation_loss")
        if loss is None or self.step == 0:
            return
        if loss < self.lowest:
            self.lowest, self.best_step = loss, self.step
            if self.recipe.keep == "best":
                self.best = {key: value.clone() for key, value in self._weights_now().items()}
        self.ended = self.stopping.ends(loss)

    def _validated(self) -> dict[str, float]:
        with self.ema.applied(self.model):
            return self.task.validate()

    def _frame(self) -> None:
        if not self.processes.first:
            return
        with self.ema.applied(self.model):
            embedding, figures = self.task.probe()
        self.writer.frame(self.position, embedding)
        if figures:
            self.writer.log({**self._place(), **figures})
        self.writer.save_history()

    def _set_rate(self) -> float:
        asked, task = self.recipe.schedule, self.task
        factor = factor_at(
            asked.name,
            step=self.step,
            total=task.steps,
            per_epoch=task.per_epoch,
            gamma=asked.gamma,
            every=asked.every,
        )
        rate: float = self.recipe.optimiser.lr
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group["factor"] * factor
        return rate * factor

    def _clip(self, *, log: bool) -> float:
        """Cut the gradient down where that is asked; the net's norm, before that, for a row."""
        most = self.recipe.optimiser.gradient_clip
        told = log and "grad_norm" in self.writer.columns
        norm = float(norm_of(self.model.parameters())) if told else math.nan
        if most is not None:
            clip(self._learning(), most)
        return norm

    def _learning(self) -> list[nn.Parameter]:
        """The net's weights, and those of a loss that has some."""
        criterion = self.task.criterion
        own = criterion.parameters() if criterion is not None else ()
        return [*self.model.parameters(), *own]

    def _row(self, rate: float, *, norm: float = math.nan, step: int = 0) -> dict[str, float]:
        place = self._place()
        own = {"lr": rate, "grad_norm": norm}
        return {**place, **own, **self.task.row(), "step": place["step"] + step}

    def _place(self) -> dict[str, float]:
        epoch = self.step / self.task.per_epoch
        place = {"step": self.position, "epoch": epoch, "seconds": self.seconds}
        return {**place, "model": len(self.done)}


def _finite(value: float) -> float | None:
    """As JSON can hold it."""
    return value if math.isfinite(value) else None
