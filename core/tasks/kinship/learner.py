"""One pair model in training: fitted in one go, then step by step on drawn pairs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from core.losses import pairs as pair_losses
from core.metrics.classification import auc
from core.metrics.verification import accuracy_at
from core.tasks.kinship.corpus import Listed
from core.tasks.kinship.draws import Draws, Epoch
from core.tasks.kinship.heads._head import Inputs, PairHead, device_of, score
from core.tasks.kinship.protocol import Judged
from core.tasks.kinship.settings import KinshipRecipe
from core.training.optimisers import optimiser_of
from core.training.resume import Saved, optimiser_tensors, restore_optimiser
from core.training.rng import mixed
from core.training.schedules import factor


class Learner:
    """Trains one head. All randomness is a function of the seed, the model and the step."""

    def __init__(
        self,
        recipe: KinshipRecipe,
        number: int,
        head: PairHead,
        inputs: Inputs,
        draws: Draws | Listed | None,
    ) -> None:
        self.recipe, self.number, self.head = recipe, number, head
        self.inputs, self.draws = inputs, draws
        self.loss = pair_losses.build(recipe.loss.name, recipe.loss.options)
        weights = [weight for weight in head.parameters() if weight.requires_grad]
        self.optimiser = optimiser_of(weights, recipe.optimiser)
        self.epochs = epochs_of(recipe)
        self.step = 0
        self.sums = {"loss": 0.0, "right": 0.0, "seen": 0.0}
        self._drawn: tuple[int, Epoch] | None = None

    @property
    def steps(self) -> int:
        """How many there are; 0 where the head is only fitted."""
        return self.epochs * self.per_epoch if self.draws else 0

    @property
    def per_epoch(self) -> int:
        """Steps an epoch."""
        return self.draws.steps if self.draws else 1

    @property
    def at_end_of_epoch(self) -> bool:
        """Whether the last step was the last of its epoch."""
        return self.step % self.per_epoch == 0

    def train_step(self) -> None:
        """One batch."""
        epoch, place = divmod(self.step, self.per_epoch)
        drawn, size = self._epoch(epoch), self.recipe.draw.batch
        rows = slice(place * size, (place + 1) * size)
        torch.manual_seed(mixed(self.recipe.seed, 19, self.number, self.step))
        for group in self.optimiser.param_groups:
            rate = factor(self.recipe.schedule.name, self.step / self.steps)
            group["lr"] = self.recipe.optimiser.lr * rate
        if place == 0:
            self.sums = dict.fromkeys(self.sums, 0.0)
        device = device_of(self.head)
        kin = torch.from_numpy(drawn.kin[rows]).to(device)
        photos = drawn.photos[rows]
        self.head.train()
        self.optimiser.zero_grad(set_to_none=True)
        first, second = (self.inputs.take(photos[:, side]).to(device) for side in (0, 1))
        logits = self.head(first, second)
        loss = self.loss(logits, kin)
        (loss + self.head.penalty()).backward()
        self.optimiser.step()
        self.step += 1
        self._count(float(loss.detach()), logits.detach(), kin)

    def figures(self, watched: Judged | None) -> dict[str, float]:
        """The epoch that has just ended, and the pairs that are watched: kin against far."""
        seen = self.sums["seen"]
        found = {
            "epoch": self.step / self.per_epoch,
            "loss": self.sums["loss"] / seen if seen else math.nan,
            "accuracy": self.sums["right"] / seen if seen else math.nan,
            "lr": self.optimiser.param_groups[0]["lr"] if seen else math.nan,
        }
        return found if watched is None else found | self._watched(watched.take(watched.random))

    def state(self) -> tuple[dict[str, Mapping[str, Tensor]], dict[str, Any]]:
        """Tensors, by part, and numbers that going on needs."""
        parts: dict[str, Mapping[str, Tensor]] = {
            "head": self.head.state_dict(),
            "optimiser": optimiser_tensors(self.optimiser),
        }
        return parts, {"model": self.number, "model_step": self.step, "sums": self.sums}

    def restore(self, saved: Saved) -> None:
        """Take back what `state` gave."""
        self.head.load_state_dict(saved.part("head"))
        restore_optimiser(self.optimiser, saved.part("optimiser"))
        self.step, self.sums = saved.state["model_step"], dict(saved.state["sums"])

    def _watched(self, judged: Judged) -> dict[str, float]:
        logits = score(self.head, self.inputs, judged.photos)
        loss = self.loss(torch.from_numpy(logits), torch.from_numpy(judged.kin))
        return {
            "validation_loss": float(loss),
            "validation_accuracy": accuracy_at(logits, judged.kin, 0.0),
            "validation_auc": auc(logits, judged.kin),
        }

    def _count(self, loss: float, logits: Tensor, kin: Tensor) -> None:
        self.sums["loss"] += loss * len(kin)
        self.sums["right"] += float(((logits >= 0) == kin).sum())
        self.sums["seen"] += len(kin)

    def _epoch(self, number: int) -> Epoch:
        if self._drawn is None or self._drawn[0] != number:
            assert self.draws is not None  # else there are no steps
            self._drawn = number, self.draws.epoch(number)
        return self._drawn[1]


def epochs_of(recipe: KinshipRecipe) -> int:
    """How many epochs a recipe asks for; raises BadRecipe for none stated, or a part of one."""
    from core.errors import BadRecipe

    epochs = recipe.length.epochs
    if epochs is None or recipe.length.steps is not None or epochs != int(epochs) or epochs < 0:
        raise BadRecipe(
            "length.epochs of a pair model is a whole number, 0 where it is only fitted; "
            "draw.steps says how long an epoch is."
        )
    return int(epochs)
