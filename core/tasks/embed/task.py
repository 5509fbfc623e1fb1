"""An embedding in training: a strategy's loss on its points, a margin, frames of the probe set."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core import encoders
from core.encoders.frozen import Encoded, encoded
from core.encoders.tuned import TunedEncoder
from core.losses import margins, strategies
from core.losses.strategy import Outcome, Strategy
from core.progress import Progress
from core.recipes.recipe import Recipe, of_kind
from core.recipes.repeats import are_repeats
from core.runs.card import RunCard
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.embed import evaluate
from core.tasks.embed.diagnosis import verdict
from core.tasks.embed.inputs import Fitted, Images, Inputs, Rows
from core.tasks.embed.settings import EmbeddingRecipe
from core.tasks.embed.splits import TEST, TRAIN, Splits, make_splits
from core.tasks.embed.start import Learned, starting_head, starting_net
from core.training import mixup
from core.training.device import Place, place
from core.training.pixels import Pixels
from core.training.resume import Saved
from core.training.take_weights import take_weights
from core.training.task import NONE_KEPT, Task
from core.training.trainer import Trainer

NO_LOSS = (
    "A strategy without labels has no loss on images as they are: early_stopping and keep: best "
    "need another strategy."
)
STILL = "constant"
"""The margin's schedule that never asks how easy the batches are."""


def together(recipes: Sequence[Recipe]) -> bool:
    """Strategies always race, and `tasks` refuses those that cannot; repeats do not."""
    return not are_repeats(recipes)


def tasks(runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool]) -> list[Embedding]:
    """The runs of a race over the same images, which frozen encoders have seen then.

    Raises BadRecipe where they do not go together, and what loading and encoding do.
    """
    recipes = [of_kind(run.recipe(), EmbeddingRecipe) for run in runs]
    splits = make_splits(recipes)
    where = place(recipes[0].precision, recipes[0].device)
    seen = encoded(
        [recipe.net.encoder for recipe in recipes],
        {TRAIN: splits.train.images, TEST: splits.test.images},
        device=where.device,
        progress=progress,
        stop=stop,
    )
    return [
        Embedding(run, recipe, splits, where, seen.get(recipe.net.encoder))
        for run, recipe in zip(runs, recipes, strict=True)
    ]


@dataclass(frozen=True)
class Labelled:
    """A training batch on the device, and how its images are blended."""

    images: Tensor
    labels: Tensor
    mixed: mixup.Mixed | None


class Embedding(Task):
    """Trains a net whose outputs are places: images of one class near each other."""

    recipe: EmbeddingRecipe
    criterion: Strategy
    pretrained: bool

    def __init__(
        self,
        run: Run,
        recipe: EmbeddingRecipe,
        splits: Splits,
        where: Place,
        encoded: Encoded | None = None,
    ) -> None:
        super().__init__(run, recipe, where)
        self.splits, self.encoded = splits, encoded
        self.steps, self.per_epoch = splits.steps, splits.batches.per_epoch
        self.frames = recipe.probe.frames
        self.pixels: Pixels | None = None
        """None where an encoder, not the net, sees the images."""
        self.inputs: Inputs
        if encoded is None:
            images = np.asarray(splits.train.images)
            self.pixels = Pixels.for_net(recipe.net.name, images, splits.chosen, recipe.normalise)
            self.inputs = Images(splits, recipe, self.pixels, device=where.device)
        else:
            self.inputs = Rows(encoded)
        self.margin = recipe.margin.value
        self.last: tuple[Outcome, Tensor] | None = None
        """What the last step said, and its embeddings."""
        self.easy = math.nan

    def build(self, number: int, *, fresh: bool) -> nn.Module:
        """The net or head, and the strategy's own weights where it has some."""
        del number, fresh
        recipe, device = self.recipe, self.place.device
        model = self._on_encoder(self.encoded) if self.encoded else self._net()
        self.criterion = strategies.build(
            recipe.strategy.name,
            dimension=recipe.net.dimension,
            classes=len(self.splits.train.classes),
            options=recipe.strategy.options,
        ).to(device)
        return model

    def _net(self) -> nn.Module:
        recipe, device = self.recipe, self.place.device
        net, self.pretrained = starting_net(
            recipe.net, seed=recipe.seed, init_from=recipe.init_from
        )
        model: nn.Module = net.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        return model

    def _on_encoder(self, encoded: Encoded) -> nn.Module:
        """The head; where the encoder's last stages learn too, both."""
        recipe, self.pretrained = self.recipe, True
        tuned = recipe.net.unfreeze_from
        learned = Learned(
            encoded.rows[TRAIN][self.splits.chosen].cpu(), torch.from_numpy(self.splits.labels)
        )
        head = starting_head(
            recipe.net,
            learned,
            scaled=recipe.normalise.enabled,
            seed=recipe.seed,
            init_from=None if tuned else recipe.init_from,
        )
        if not tuned:
            return head.to(self.place.device)
        encoder = encoders.load(recipe.net.encoder)  # anew: it learns
        model = TunedEncoder(encoder, head, first=tuned).to(self.place.device)
        if recipe.init_from:
            take_weights(model, recipe.init_from)
        self.inputs = Fitted(self.splits, recipe, encoder, device=self.place.device)
        return model

    def batch(self, step: int) -> Labelled:
        """Images, changed, smaller and perhaps blended, and their classes; where the strategy
        compares views, all first views before the second ones, and which image each is of.
        """
        self._set_margin(step / self.steps)
        splits, device = self.splits, self.place.device
        anchors = splits.batches.at(step)
        if strategies.draws_triplets(self.recipe.strategy.name):
            anchors = splits.triplets.of(anchors[: len(anchors) // 3])
        where = splits.chosen[anchors]
        views = strategies.views(self.recipe.strategy.name)
        seen = [self.inputs.training(where, step=step, view=view) for view in range(views)]
        images = seen[0] if views == 1 else torch.cat(seen)
        named = splits.train.labels[where] if views == 1 else np.tile(np.arange(len(where)), views)
        labels = torch.from_numpy(named).to(device)
        mixed = mixup.draw(
            self.recipe.mixup.alpha, len(labels), seed=self.seed, step=step, device=device
        )
        images = images if mixed is None else mixed.blend(images)
        order = torch.channels_last if images.ndim == 4 else torch.contiguous_format
        return Labelled(images.contiguous(memory_format=order), labels, mixed)

    def loss(self, batch: Labelled) -> Tensor:
        """The strategy's, in full precision."""
        with self.place.autocast():
            embeddings = self.through(self.model, batch.images)
        points = embeddings.float()
        outcome = self.criterion(points, batch.labels, self.margin)
        loss: Tensor = outcome.loss
        if batch.mixed is not None:
            others = self.criterion(points, batch.labels[batch.mixed.order], self.margin)
            loss = batch.mixed.loss(loss, others.loss)
        self.last = Outcome(loss.detach(), outcome.active), embeddings.detach()
        return loss

    def row(self) -> dict[str, float]:
        """The last step's figures."""
        assert self.last is not None
        outcome, embeddings = self.last
        loss = float(outcome.loss)
        uses_margin = strategies.uses_margin(self.recipe.strategy.name)
        return {
            "loss": loss,
            "margin": self.margin if uses_margin else math.nan,
            "loss_over_margin": loss / self.criterion.collapsed_loss(self.margin),
            "active_share": float(outcome.active),
            "spread": evaluate.spread(embeddings.float()),
        }

    def looks(self, done: int) -> bool:
        """At validation images where the recipe asks what they say."""
        asked = self.recipe.early_stopping.patience is not None or self.recipe.keep == "best"
        return asked and super().looks(done)

    def cannot_validate(self) -> str | None:
        """Where no images are kept for validation, or the strategy asks for no labels."""
        if strategies.views(self.recipe.strategy.name) > 1:
            return NO_LOSS
        return None if len(self.splits.validation) else NONE_KEPT

    def validate(self) -> dict[str, float]:
        """The strategy's loss on the images kept for validation."""
        if not self.looks(self.steps):
            return {}
        with self.place.autocast():
            loss = evaluate.validation_loss(self)
        return {} if loss is None else {"validation_loss": loss}

    def begin(self, writer: RunWriter) -> None:
        """The watched images: their classes, places and thumbnails."""
        splits = self.splits
        about = {
            "data": self.recipe.data.name,
            "split": TRAIN,
            "classes": list(splits.train.classes),
            "indices": splits.probe_indices.tolist(),
        }
        writer.watch(splits.probe_labels, about)
        splits.probe_sheet.write(self.run.folder, split="probe")

    def probe(self) -> tuple[NDArray[np.float32], dict[str, float]]:
        """Their places, and how well classes lie apart."""
        splits = self.splits
        with self.place.autocast():
            embedding = self.embed(TRAIN, splits.probe_indices)
        return embedding, splits.watched_figures(embedding)

    def embed(self, split: str, rows: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
        """Of a split's images, or of those at int64 [n] `rows`: float32 [n, d]."""
        return self.inputs.embed(self.model, split, rows)

    def keep(self, trainer: Trainer) -> None:
        """In half precision where that moves nothing."""
        evaluate.keep(self, trainer.writer)

    def evaluate(self, trainer: Trainer) -> RunCard:
        """Everything embedded once, and measured."""
        return evaluate.card(self, trainer)

    def diagnose(self, card: RunCard) -> str:
        """Whether it learned, collapsed or diverged."""
        return verdict(self.run, card)

    def state(self) -> tuple[dict[str, Mapping[str, Tensor]], dict[str, Any]]:
        """The strategy's weights and the margin."""
        easy = self._easy()
        numbers = {"margin": self.margin, "easy": None if math.isnan(easy) else easy}
        return {"strategy": self.criterion.state_dict()}, numbers

    def restore(self, saved: Saved) -> None:
        """Take them back."""
        self.criterion.load_state_dict(saved.part("strategy"))
        easy = saved.state["easy"]
        self.margin, self.easy = saved.state["margin"], math.nan if easy is None else easy

    def _easy(self) -> float:
        """The share of easy triplets in the last batch: asked only where it matters."""
        return self.easy if self.last is None else 1 - float(self.last[0].active)

    def _set_margin(self, progress: float) -> None:
        asked = self.recipe.margin
        self.margin = margins.next_margin(
            asked.schedule,
            self.margin,
            start=asked.value,
            end=asked.end,
            progress=progress,
            easy=math.nan if asked.schedule == STILL else self._easy(),
        )
