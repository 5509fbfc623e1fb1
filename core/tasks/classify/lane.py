"""One classifier in training: its weights, its optimiser, its folder."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from core.errors import BadRecipe, UnknownName
from core.recipes.sections import KEEPS
from core.runs.run import Run
from core.runs.thumbs import Sheet
from core.runs.writer import RunWriter
from core.tasks.classify.inputs import Inputs
from core.tasks.classify.optimisers import make_optimiser
from core.tasks.classify.settings import LOSSES
from core.tasks.classify.splits import Material
from core.tasks.classify.start import body_of, choose_net
from core.tasks.classify.stopping import EarlyStopping
from core.training import resume
from core.training.ema import Average
from core.training.outputs import Outputs, losses, outputs, penultimate
from core.training.pixels import Pixels
from core.training.rng import draw_from, mixed
from core.training.schedules import factor_at


class Lane:
    """Trains one run step by step. All randomness is a function of the seed and the step."""

    def __init__(self, run: Run, material: Material, accelerator: Accelerator) -> None:
        self.run, self.material, self.accelerator = run, material, accelerator
        self.recipe = recipe = material.recipe
        _check(recipe.loss.name, recipe.keep)
        self.writer = RunWriter(run)
        self.started = choose_net(
            recipe.net,
            seed=recipe.seed,
            classes=len(material.train.classes),
            init_from=recipe.init_from,
            frozen=recipe.freeze.backbone,
        )
        self.model = self.started.model.to(  # type: ignore[call-overload]
            accelerator.device, memory_format=torch.channels_last
        )
        images = np.asarray(material.train.images)
        self.pixels = Pixels.for_net(self.started.name, images, material.chosen, recipe.normalise)
        device = str(accelerator.device)
        self.inputs = Inputs(material, self.model, self.pixels, device=device)
        layer = penultimate(self.started.name)
        self.features = None if layer is None else self.model.get_submodule(layer)
        self.optimiser = make_optimiser(recipe.optimiser, self.model)
        self.average = Average(self.model, recipe.ema.decay)
        self.stopping = EarlyStopping(
            recipe.early_stopping.patience, recipe.early_stopping.min_delta
        )
        self.labels = torch.from_numpy(material.train.labels).to(device)
        self.tally = torch.zeros(3, dtype=torch.float64, device=device)  # loss, hits, images
        self.best: dict[str, Tensor] = {}
        self.best_step = self.step = 0
        self.lowest = math.inf
        self.seconds = 0.0
        self.ended = False

    @property
    def per_epoch(self) -> int:
        """Steps an epoch."""
        return self.material.batches.per_epoch

    @property
    def over(self) -> bool:
        """Whether there is no step left to take."""
        return self.ended or self.step >= self.material.steps

    def begin(self) -> None:
        """Start the folder, or go on from where a killed run was saved."""
        saved = resume.load(self.run)
        if saved is not None:
            self._load(saved)
            return
        material, where = self.material, self.material.watched
        about = {
            "data": self.recipe.data.name,
            "split": "train",
            "classes": list(material.train.classes),
            "indices": material.places[where].tolist(),
        }
        self.writer.watch(material.train.labels[where], about)
        self.writer.go_back_to(-1)
        self.look()
        self._validate()
        Sheet.of(material.images(where)).write(self.run.folder, split="probe")

    def train_step(self, *, log: bool) -> None:
        """Take the next step; writes a row when asked, and at the end of an epoch looks around."""
        recipe, step = self.recipe, self.step
        draw_from(mixed(recipe.seed, step), self.accelerator.device)
        self._set_mode(step)
        lr = self._set_rate(step)
        positions = self.material.chosen[self.material.batches.at(step)]
        generator = torch.Generator().manual_seed(mixed(recipe.seed, step, 1))
        images = self.inputs.training(positions, generator=generator)
        labels = self.labels[torch.from_numpy(positions).to(self.labels.device)]
        images, others, share = self._mixed(images, labels, step)
        self.optimiser.zero_grad(set_to_none=True)
        with self.accelerator.autocast():
            scores = self.inputs.learner(images)
        loss = self._loss(scores.float(), labels)
        if share < 1:
            loss = share * loss + (1 - share) * self._loss(scores.float(), others)
        self.accelerator.backward(loss)
        norm = self._gradient_norm() if log else 0.0
        self.optimiser.step()
        self.average.update(self.model, step)
        self._count(loss.detach(), scores.detach(), labels)
        self.step = step + 1
        if log:
            self.writer.log({**self._place(), **self._counted(), "lr": lr, "grad_norm": norm})

    def end_epoch(self) -> None:
        """Look at the validation images: a row, the best weights so far, and whether to stop."""
        loss = self._validate()
        if loss is None:
            return
        if loss < self.lowest:
            self.lowest, self.best_step = loss, self.step
            if self.recipe.keep == "best":
                self.best = {k: v.clone() for k, v in self._kept_weights().items()}
        self.ended = self.stopping.ends(loss)

    def look(self) -> None:
        """Keep a frame: the features of the watched images."""
        self.writer.frame(self.step, self.said(self.material.watched).features)
        self.writer.save_history()

    def said(self, positions: NDArray[np.int64]) -> Outputs:
        """Scores and features of training images at `positions`, by the averaged weights."""
        with self.average.applied(self.model), self.accelerator.autocast():
            batches = self.inputs.plain(positions)
            return outputs(self.inputs.learner, batches, features=self.features)

    def use_kept_weights(self) -> float:
        """Let the model carry the weights that are kept; the epoch they are of."""
        best = self.recipe.keep == "best" and self.best
        self.model.load_state_dict(self.best if best else self._kept_weights())
        self.average.decay = None
        return (self.best_step if best else self.step) / self.per_epoch

    def save(self) -> None:
        """Keep everything that going on needs."""
        parts = {
            "model": self.model.state_dict(),
            "average": self.average.weights,
            "best": self.best,
            "optimiser": resume.optimiser_tensors(self.optimiser),
            "tally": {"sums": self.tally},
        }
        state = {
            "step": self.step,
            "seconds": self.seconds,
            "ended": self.ended,
            "best_step": self.best_step,
            "lowest": _finite(self.lowest),
            "waited": self.stopping.waited,
            "stopping_best": _finite(self.stopping.best),
        }
        resume.save(self.writer, parts, state)

    def _load(self, saved: resume.Saved) -> None:
        device, state = self.accelerator.device, saved.state
        self.model.load_state_dict(saved.part("model"))
        self.average.weights = {k: v.to(device) for k, v in saved.part("average").items()}
        self.best = {k: v.to(device) for k, v in saved.part("best").items()}
        resume.restore_optimiser(self.optimiser, saved.part("optimiser"))
        self.tally = saved.part("tally")["sums"].to(device)
        self.step, self.seconds, self.ended = state["step"], state["seconds"], state["ended"]
        self.best_step, self.stopping.waited = state["best_step"], state["waited"]
        self.lowest = math.inf if state["lowest"] is None else state["lowest"]
        before = state["stopping_best"]
        self.stopping.best = math.inf if before is None else before
        self.writer.go_back_to(self.step)

    def _kept_weights(self) -> dict[str, Tensor]:
        averaged = self.average.decay is not None
        return self.average.weights if averaged else self.model.state_dict()

    def _validate(self) -> float | None:
        aside = self.material.kept_aside
        if not len(aside):
            return None
        said, known = self.said(aside), self.material.train.labels[aside]
        loss = float(losses(said.scores, known).mean())
        accuracy = float((said.scores.argmax(1) == known).mean())
        row = {"validation_loss": loss, "validation_accuracy": accuracy}
        self.writer.log({**self._place(), **row})
        self.writer.save_history()
        return loss

    def _set_mode(self, step: int) -> None:
        asked = self.recipe.freeze
        if not self.model.training:
            self.model.train()
        if asked.backbone:
            start = asked.unfreeze_epoch
            still = start is None or step < start * self.per_epoch
            body_of(self.model).train(not still).requires_grad_(not still)

    def _set_rate(self, step: int) -> float:
        asked = self.recipe.schedule
        lr = self.recipe.optimiser.lr * factor_at(
            asked.name,
            step=step,
            total=self.material.steps,
            per_epoch=self.per_epoch,
            gamma=asked.gamma,
            every=asked.every,
        )
        for group in self.optimiser.param_groups:
            group["lr"] = lr
        return lr

    def _mixed(self, images: Tensor, labels: Tensor, step: int) -> tuple[Tensor, Tensor, float]:
        """Images blended with others, those others' labels, and the share of the first.

        Source: Zhang et al., mixup, ICLR 2018, https://arxiv.org/abs/1710.09412
        """
        width = self.recipe.mixup.alpha
        if not width:
            return images, labels, 1.0
        draw = np.random.default_rng((self.recipe.seed, step, 2))
        share = float(draw.beta(width, width))
        order = torch.from_numpy(draw.permutation(len(labels))).to(labels.device)
        return share * images + (1 - share) * images[order], labels[order], share

    def _loss(self, scores: Tensor, labels: Tensor) -> Tensor:
        asked = self.recipe.loss
        if asked.name == "hinge":
            return F.multi_margin_loss(scores, labels)
        return F.cross_entropy(scores, labels, label_smoothing=asked.label_smoothing)

    def _count(self, loss: Tensor, scores: Tensor, labels: Tensor) -> None:
        hits, images = (scores.argmax(1) == labels).sum(), len(labels)
        self.tally[0] += loss * images
        self.tally[1] += hits
        self.tally[2] += images

    def _counted(self) -> dict[str, float]:
        """Mean loss and accuracy over the images since the last row."""
        loss, hits, images = self.tally.tolist()
        self.tally.zero_()
        return {"loss": loss / images, "accuracy": hits / images}

    def _gradient_norm(self) -> float:
        gradients = [p.grad for p in self.model.parameters() if p.grad is not None]
        return float(torch.nn.utils.get_total_norm(gradients))

    def _place(self) -> dict[str, Any]:
        return {"step": self.step, "epoch": self.step / self.per_epoch, "seconds": self.seconds}


def _finite(value: float) -> float | None:
    """As JSON can hold it."""
    return value if math.isfinite(value) else None


def _check(loss: str, keep: str) -> None:
    if loss not in LOSSES:
        raise UnknownName("loss", loss, LOSSES)
    if keep not in KEEPS:
        raise BadRecipe(f"keep must be one of {', '.join(KEEPS)}, not {keep!r}.")
