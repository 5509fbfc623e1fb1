"""Pair models in training: every model of a run's plan, each fitted, then taught by drawn pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from core.faces import encoders
from core.losses import pairs as pair_losses
from core.metrics.classification import auc
from core.metrics.verification import accuracy_at
from core.progress import Progress
from core.recipes.recipe import Recipe, of_kind
from core.runs.card import RunCard
from core.runs.run import Run
from core.tasks import refuse
from core.tasks.kinship import evaluate, heads
from core.tasks.kinship.corpus import Corpus, Listed, load_corpus
from core.tasks.kinship.diagnosis import verdict
from core.tasks.kinship.heads._head import Inputs, PairHead, Shown, VectorInputs, score
from core.tasks.kinship.heads._siamese import CropInputs, Siamese
from core.tasks.kinship.plan import Plan, Without, model_name
from core.tasks.kinship.protocol import joined
from core.tasks.kinship.recoloured import recoloured_too
from core.tasks.kinship.sampler import Draws, Epoch
from core.tasks.kinship.settings import Data, KinshipRecipe
from core.tasks.kinship.vectors import Used, crops_of, pictures_of, used_encoders, vectors_of
from core.training.device import Place, place
from core.training.rng import draw_from, fold_in
from core.training.take_weights import take_weights
from core.training.task import Task
from core.training.trainer import Trainer


def together(recipes: Sequence[Recipe]) -> bool:
    """A run trains several models as it is."""
    return len(recipes) == 1


def tasks(runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool]) -> list[Kinship]:
    """The runs with their faces' vectors; raises BadRecipe, the data's errors, and Stopped."""
    return [
        Kinship(run, of_kind(run.recipe(), KinshipRecipe), progress=progress, stop=stop)
        for run in runs
    ]


@dataclass(frozen=True)
class Pairs:
    """A training batch on the device: what is known of each face, and bool [n] who are kin."""

    first: Tensor
    second: Tensor
    kin: Tensor


class Kinship(Task):
    """Trains one pair model for every fold, as the plan says."""

    ONE_ROW = True

    recipe: KinshipRecipe
    model: PairHead

    def __init__(
        self, run: Run, recipe: KinshipRecipe, *, progress: Progress, stop: Callable[[], bool]
    ) -> None:
        super().__init__(run, recipe, _place(recipe))
        self.progress, self.stop = progress, stop
        refuse(recipe, missing=False)  # its reader tells of those
        self.epochs = int(recipe.length.epochs or 0)
        self.corpus = load_corpus(recipe.data, seed=recipe.seed)
        self.plan = Plan(self.corpus.folds, recipe.data.validation)
        self.models = len(self.plan.models)
        self.used = used_encoders(recipe.faces)
        look = partial(_vectors, recipe=recipe, used=self.used, progress=progress, stop=stop)
        seen = recoloured_too(self.corpus, recipe.faces, seed=recipe.seed)
        self.learned = self.corpus if len(seen) == 1 else self.corpus.doubled()
        self.vectors = np.concatenate([look(each) for each in seen])
        self.inputs: Inputs = VectorInputs(self.vectors)
        if recipe.faces.fine_tune:
            crops = [crops_of(each, self.used, progress=progress, stop=stop) for each in seen]
            self.inputs = CropInputs(np.concatenate(crops))
        self.pictures = pictures_of(self.corpus, progress=progress, stop=stop)
        self.also = self._also(look)
        self.pair_loss = pair_losses.build(recipe.loss.name, recipe.loss.options)
        self.weights: dict[Without, dict[str, Tensor]] = {}
        """Of the models, when all are trained."""
        self.number, self.draws = 0, self._draws(0)
        self._drawn: tuple[int, Epoch] | None = None

    @property
    def per_epoch(self) -> int:  # type: ignore[override]
        """Steps an epoch of the model that is trained."""
        return self.draws.steps if self.draws else 1

    @property
    def steps(self) -> int:  # type: ignore[override]
        """How many there are; 0 where the head is only fitted."""
        return self.epochs * self.per_epoch if self.draws else 0

    def build(self, number: int, *, fresh: bool) -> nn.Module:
        """A pair model that may see all folds but some, fitted where it is `fresh`."""
        self.number, self.draws, self._drawn = number, self._draws(number), None
        return self.head(number, self.plan.models[number], fit=fresh)

    def head(self, number: int, without: Without, *, fit: bool = True) -> PairHead:
        """A model before its first step."""
        draw_from(fold_in("pair-model", self.seed, number), "cpu")
        blocks = tuple(each.encoder.dimension for each in self.used)
        head = heads.build(self.recipe.head.name, blocks=blocks, options=self.recipe.head.options)
        if self.recipe.faces.fine_tune:
            net = encoders.net(self.used[0].encoder.name)
            head = Siamese(net, head, mirror=self.recipe.faces.mirror)
        if fit:
            head.fit(self._shown(without))
            if self.recipe.init_from:
                take_weights(head, self.recipe.init_from)
        return head.to(self.place.device)

    def trained(self, without: Without) -> PairHead:
        """A model that is done."""
        head = self.head(0, without, fit=False)
        head.load_state_dict(self.weights[without])
        return head.eval()

    def step_seed(self, step: int) -> int:
        """A stream of its own for each model."""
        return fold_in("pair-step", self.seed, self.number, step)

    def batch(self, step: int) -> Pairs:
        """Drawn pairs."""
        epoch, at = divmod(step, self.per_epoch)
        drawn, size = self._epoch(epoch), self.recipe.draw.batch
        rows, device = slice(at * size, (at + 1) * size), self.place.device
        photos = drawn.photos[rows]
        first, second = (self.inputs.take(photos[:, side]).to(device) for side in (0, 1))
        return Pairs(first, second, torch.from_numpy(drawn.kin[rows]).to(device))

    def loss(self, batch: Pairs) -> Tensor:
        """Of the logits, in full precision, and the head's own penalty."""
        with self.place.autocast():
            logits = self.through(self.model, batch.first, batch.second)
        logits = logits.float()
        loss = self.pair_loss(logits, batch.kin)
        self.tally.count(loss, (logits.detach() >= 0) == batch.kin, len(batch.kin))
        whole: Tensor = loss + self.model.penalty()
        return whole

    def logs(self, done: int) -> bool:
        """At the end of every epoch."""
        return self.looks(done)

    def cannot_validate(self) -> str | None:
        """Where some model sees everybody, or nothing is taught by steps."""
        if not self.epochs:
            return "the head is only fitted. Set length.epochs."
        if self.recipe.data.validation != "fold":
            return "the model that is kept sees everybody. Set data.validation: fold."
        return None

    def validate(self) -> dict[str, float]:
        """The pairs that are watched: kin against far; empty for a model that sees everybody."""
        folds = self.plan.watched(self.plan.models[self.number])
        if not folds:
            return {}
        watched = joined([self.corpus.judged[fold] for fold in folds])
        watched = watched.take(watched.random)
        logits = score(self.model, self.inputs, watched.photos)
        loss = self.pair_loss(torch.from_numpy(logits), torch.from_numpy(watched.kin))
        return {
            "validation_loss": float(loss),
            "validation_accuracy": accuracy_at(logits, watched.kin, 0.0),
            "validation_auc": auc(logits, watched.kin),
        }

    def message(self, number: int) -> str:
        """Which model it is."""
        return model_name(self.plan.models[number])

    def keep(self, trainer: Trainer) -> None:
        """Those that judge anybody else's photos, in half precision."""
        every = [*trainer.done, trainer.kept_weights()]
        self.weights = dict(zip(self.plan.models, every, strict=True))
        evaluate.keep(self, trainer.writer)

    def evaluate(self, trainer: Trainer) -> RunCard:
        """Every fold judged by models that have not seen it."""
        return evaluate.card(self, trainer)

    def diagnose(self, card: RunCard) -> str:
        """How well kin are told from others."""
        return verdict(self.run, card)

    def _shown(self, without: Without) -> list[Shown]:
        members = self.corpus.members(without)
        weight = 1 - self.recipe.data.also_weight if self.also else 1.0
        own = Shown(self.learned.people, self.vectors, members, weight)
        return [own, self.also] if self.also else [own]

    def _also(self, look: Callable[[Corpus], NDArray[np.float32]]) -> Shown | None:
        data = self.recipe.data
        if data.also is None:
            return None
        other = load_corpus(Data(name=data.also), seed=self.recipe.seed)
        everyone = other.members(frozenset())
        return Shown(other.people, look(other), everyone, data.also_weight)

    def _draws(self, number: int) -> Draws | Listed | None:
        if not self.epochs:
            return None
        seed = fold_in("pairs-of-model", self.seed, number)
        return self.learned.draws(self.plan.models[number], self.recipe.draw, seed=seed)

    def _epoch(self, number: int) -> Epoch:
        if self._drawn is None or self._drawn[0] != number:
            assert self.draws is not None  # else there are no steps
            self._drawn = number, self.draws.epoch(number)
        return self._drawn[1]


def _place(recipe: KinshipRecipe) -> Place:
    """A head on vectors is too small for a GPU, unless one is asked for."""
    small = recipe.device == "auto" and not recipe.faces.fine_tune
    return place(recipe.precision, "cpu" if small else recipe.device)


def _vectors(
    corpus: Corpus,
    *,
    recipe: KinshipRecipe,
    used: tuple[Used, ...],
    progress: Progress,
    stop: Callable[[], bool],
) -> NDArray[np.float32]:
    return vectors_of(corpus, used, mirror=recipe.faces.mirror, progress=progress, stop=stop)
