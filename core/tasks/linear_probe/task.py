"""A linear probe in training: a classifier whose net is one dense layer on a run's features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import torch
from torch import nn

from core.data.image_set import ImageSet
from core.diagnosis.linear_probe import layer_features
from core.nets import penultimate
from core.progress import Progress
from core.recipes.recipe import Recipe, of_kind
from core.runs.card import RunCard
from core.runs.card_parts import ProbeCard
from core.runs.find import find_run
from core.runs.layers import PIXELS, module_path
from core.runs.run import Run
from core.tasks.classify.inputs import AT_ONCE, Features
from core.tasks.classify.settings import ClassificationRecipe, Data, Net
from core.tasks.classify.splits import Splits, make_splits
from core.tasks.classify.start import Started
from core.tasks.classify.task import SHARED, Classification
from core.tasks.linear_probe.settings import LinearProbeRecipe
from core.training.device import Place, place
from core.training.embed import load_model
from core.training.outputs import Outputs, outputs
from core.training.pixels import Pixels
from core.training.rng import draw_from, fold_in
from core.training.trainer import Trainer


def together(recipes: Sequence[Recipe]) -> bool:
    """Whether the runs see the same batches."""
    first = recipes[0]
    return all(getattr(r, key) == getattr(first, key) for r in recipes for key in SHARED)


def tasks(
    runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool]
) -> list[LinearProbe]:
    """The runs with their images; raises BadRecipe, RunBroken and the data's errors."""
    del progress, stop
    found = []
    for run in runs:
        recipe = of_kind(run.recipe(), LinearProbeRecipe)
        where = place(recipe.precision, recipe.device)
        found.append(LinearProbe(run, recipe, find_run(recipe.backbone), where))
    return found


class LinearProbe(Classification):
    """Trains one dense layer on the features of a backbone that never changes."""

    def __init__(self, run: Run, recipe: LinearProbeRecipe, backbone: Run, where: Place) -> None:
        self.backbone = load_model(backbone).to(where.device)
        self.about, self.name = backbone.finished(), recipe.backbone
        self.layer = recipe.layer
        super().__init__(run, _splits(recipe, self.about), where, recipe=recipe)
        self.pixels = Pixels.of_card(self.about)
        self.path = _path(backbone, recipe.layer)

    def build(self, number: int, *, fresh: bool) -> nn.Module:
        """The layer; the features of the training split are taken once."""
        del number, fresh
        rows = torch.from_numpy(self._features(self.splits.train)).to(self.place.device)
        self.width = rows.shape[1]
        draw_from(fold_in("linear-probe", self.seed), "cpu")
        model = nn.Linear(self.width, len(self.splits.train.classes)).to(self.place.device)
        self.inputs, self.features = Features(model, rows), None
        self.started = Started(model, self.about.image_net.name, pretrained=True)
        return model

    def test_outputs(self, images: ImageSet) -> Outputs:
        """Scores of the test images."""
        rows = torch.from_numpy(self._features(images)).to(self.place.device)
        return outputs(self.model, rows.split(AT_ONCE), features=None)

    def evaluate(self, trainer: Trainer) -> RunCard:
        """The test images; the card names the backbone instead of a net."""
        probe = ProbeCard(backbone=self.name, features=self.width, layer=self.layer)
        return replace(super().evaluate(trainer), net=None, probe=probe)

    def _features(self, images: ImageSet) -> np.ndarray[Any, np.dtype[np.float32]]:
        array = np.asarray(images.images)
        return layer_features(self.backbone, self.path, array, self.pixels)[0]


def _path(backbone: Run, layer: str | None) -> str | None:
    """The module that is read, "" for the whole net's output; None for the pixels."""
    if layer == PIXELS:
        return None
    net = backbone.finished().image_net
    return (module_path(backbone, layer) if layer else penultimate(net.name, net.variant)) or ""


def _splits(recipe: LinearProbeRecipe, card: RunCard) -> Splits:
    """The images as a classifier with the backbone's net would get them."""
    same = ("name", "title", "seed", "batch", "loss", "length", "probe", "precision", "device")
    classifier = ClassificationRecipe(
        **{key: getattr(recipe, key) for key in same},
        net=Net(name=card.image_net.name),
        data=Data(**asdict(recipe.data)),
    )
    return make_splits(classifier)
