"""A classifier in training: images, labels, cross-entropy or hinge, features of watched images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from core.data.image_set import ImageSet
from core.encoders.frozen import Encoded, encoded
from core.errors import UnknownName
from core.metrics.temperature import cross_entropies
from core.nets import penultimate
from core.nets._vector_head import VectorHead
from core.progress import Progress
from core.recipes.recipe import Recipe, of_kind
from core.runs.card import RunCard
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.classify import evaluate
from core.tasks.classify.diagnosis import verdict
from core.tasks.classify.inputs import AT_ONCE, Features, Inputs
from core.tasks.classify.settings import LOSSES, ClassificationRecipe
from core.tasks.classify.splits import Splits, make_splits
from core.tasks.classify.start import Started, choose_net
from core.training import mixup
from core.training.device import Place, place
from core.training.outputs import Outputs, batches_of, outputs
from core.training.pixels import Pixels
from core.training.rng import fold_in
from core.training.take_weights import take_weights
from core.training.task import NONE_KEPT, Task
from core.training.trainer import Trainer

TRAIN, TEST = "train", "test"
SHARED = ("data", "batch", "length", "probe", "seed", "precision", "device")
"""What runs must agree in to race."""


def together(recipes: Sequence[Recipe]) -> bool:
    """Whether the runs see the same batches."""
    first = recipes[0]
    return all(getattr(r, key) == getattr(first, key) for r in recipes for key in SHARED)


def tasks(
    runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool]
) -> list[Classification]:
    """The runs with their images, which frozen encoders have seen then; raises BadRecipe, the
    data's errors, and what encoding does.
    """
    found = []
    for run in runs:
        recipe = of_kind(run.recipe(), ClassificationRecipe)
        where = place(recipe.precision, recipe.device)
        splits = make_splits(recipe)
        found.append(
            Classification(run, splits, where, encoded=_seen(splits, where, progress, stop))
        )
    return found


def _seen(
    splits: Splits, where: Place, progress: Progress, stop: Callable[[], bool]
) -> Encoded | None:
    """What a frozen encoder makes of the images; None where the net sees them itself."""
    address = splits.recipe.net.encoder
    if not address:
        return None
    images = {TRAIN: splits.train.images, TEST: splits.test().images}
    found = encoded([address], images, device=where.device, progress=progress, stop=stop)
    return found[address]


@dataclass(frozen=True)
class Labelled:
    """A training batch on the device, and how its images are blended."""

    images: Tensor
    labels: Tensor
    mixed: mixup.Mixed | None


class Classification(Task):
    """Trains a net to tell classes apart."""

    recipe: ClassificationRecipe
    started: Started
    pixels: Pixels
    inputs: Inputs | Features
    features: nn.Module | None

    def __init__(
        self,
        run: Run,
        splits: Splits,
        where: Place,
        *,
        recipe: Recipe | None = None,
        encoded: Encoded | None = None,
    ) -> None:
        super().__init__(run, recipe or splits.recipe, where)
        self.splits, self.encoded = splits, encoded
        if self.recipe.loss.name not in LOSSES:
            raise UnknownName("loss", self.recipe.loss.name, LOSSES)
        self.steps, self.per_epoch = splits.steps, splits.batches.per_epoch
        self.frames = self.recipe.probe.frames
        self.labels = torch.from_numpy(splits.train.labels).to(where.device)

    def build(self, number: int, *, fresh: bool) -> nn.Module:
        """The net that the recipe asks for, or its stand-in; a head on a frozen encoder."""
        del number, fresh
        if self.encoded is not None:
            return self._head(self.encoded)
        recipe, splits = self.recipe, self.splits
        self.started = choose_net(
            recipe.net,
            seed=recipe.seed,
            classes=len(splits.train.classes),
            init_from=recipe.init_from,
            frozen=recipe.freeze.backbone,
        )
        model: nn.Module = self.started.model.to(  # type: ignore[call-overload]
            self.place.device, memory_format=torch.channels_last
        )
        images = np.asarray(splits.train.images)
        self.pixels = Pixels.for_net(self.started.name, images, splits.chosen, recipe.normalise)
        self.inputs = Inputs(splits, model, self.pixels, device=self.place.device)
        layer = penultimate(self.started.name, recipe.net.variant)
        self.features = None if layer is None else model.get_submodule(layer)
        return model

    def _head(self, encoded: Encoded) -> nn.Module:
        recipe, rows = self.recipe, encoded.rows[TRAIN]
        head = VectorHead.drawn(
            encoded.dimension,
            len(self.splits.train.classes),
            hidden=recipe.net.hidden,
            seed=recipe.seed,
        )
        if recipe.normalise.enabled:
            head.measure(rows[self.splits.chosen].cpu())
        if recipe.init_from:
            take_weights(head, recipe.init_from)
        head = head.to(self.place.device)
        self.inputs, self.features = Features(head, rows), None
        return head

    def batch(self, step: int) -> Labelled:
        """Images, changed and perhaps blended, and their labels."""
        positions = self.splits.chosen[self.splits.batches.at(step)]
        draw = torch.Generator().manual_seed(fold_in("augment", self.seed, step))
        images = self.inputs.training(positions, generator=draw)
        labels = self.labels[torch.from_numpy(positions).to(self.labels.device)]
        mixed = mixup.draw(
            self.recipe.mixup.alpha,
            len(labels),
            seed=self.seed,
            step=step,
            device=self.place.device,
        )
        return Labelled(images if mixed is None else mixed.blend(images), labels, mixed)

    def loss(self, batch: Labelled) -> Tensor:
        """Of the scores, in full precision."""
        with self.place.autocast():
            scores = self.through(self.inputs.learner, batch.images)
        loss = self.loss_of(scores.float(), batch.labels)
        if batch.mixed is not None:
            others = batch.labels[batch.mixed.order]
            loss = batch.mixed.loss(loss, self.loss_of(scores.float(), others))
        right = scores.detach().argmax(1) == batch.labels
        self.tally.count(loss, right, len(batch.labels))
        return loss

    def loss_of(self, scores: Tensor, labels: Tensor) -> Tensor:
        """Of scores float32 [n, classes] and labels int64 [n]: one number."""
        asked = self.recipe.loss
        if asked.name == "hinge":
            return F.multi_margin_loss(scores, labels)
        return F.cross_entropy(scores, labels, label_smoothing=asked.label_smoothing)

    def logs(self, done: int) -> bool:
        """At the end of every epoch too."""
        return self.looks(done) or super().logs(done)

    def cannot_validate(self) -> str | None:
        """Where no images are kept for validation."""
        return None if len(self.splits.validation) else NONE_KEPT

    def validate(self) -> dict[str, float]:
        """Loss and accuracy of the images kept for validation."""
        aside = self.splits.validation
        if not len(aside):
            return {}
        said, known = self.said(aside), self.splits.train.labels[aside]
        return {
            "validation_loss": float(cross_entropies(said.scores, known).mean()),
            "validation_accuracy": float((said.scores.argmax(1) == known).mean()),
        }

    def begin(self, writer: RunWriter) -> None:
        """The watched images: their classes, places and thumbnails."""
        splits, where = self.splits, self.splits.watched
        about = {
            "data": self.recipe.data.name,
            "split": "train",
            "classes": list(splits.train.classes),
            "indices": splits.places[where].tolist(),
        }
        writer.watch(splits.train.labels[where], about)
        splits.watched_sheet().write(self.run.folder, split="probe")

    def probe(self) -> tuple[NDArray[np.float32], dict[str, float]]:
        """Their features."""
        return self.said(self.splits.watched).features, {}

    def said(self, positions: NDArray[np.int64]) -> Outputs:
        """Scores and features of training images at `positions`."""
        with self.place.autocast():
            batches = self.inputs.plain(positions)
            return outputs(self.inputs.learner, batches, features=self.features)

    def test_outputs(self, images: ImageSet) -> Outputs:
        """Scores and features of the test images, in full precision."""
        if self.encoded is not None:
            return outputs(self.model, self.encoded.rows[TEST].split(AT_ONCE), features=None)
        batches = batches_of(
            np.asarray(images.images), pixels=self.pixels, device=self.place.device
        )
        return outputs(self.model, batches, features=self.features)

    def keep(self, trainer: Trainer) -> None:
        """In half precision where that moves nothing."""
        evaluate.keep(self, trainer.writer)

    def evaluate(self, trainer: Trainer) -> RunCard:
        """The test images, looked at once."""
        return evaluate.card(self, trainer)

    def diagnose(self, card: RunCard) -> str:
        """How far it got, and whether it over-fits."""
        return verdict(self.run, card)
