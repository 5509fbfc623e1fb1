"""The training of pair models: every model of a run's plan, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.errors import BadRecipe, Stopped
from core.faces import encoders
from core.progress import Progress
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.kinship import heads
from core.tasks.kinship.corpus import Corpus, gather
from core.tasks.kinship.evaluate import finish
from core.tasks.kinship.heads._head import Inputs, PairHead, Shown, VectorInputs
from core.tasks.kinship.heads._siamese import CropInputs, Siamese
from core.tasks.kinship.learner import Learner, epochs_of
from core.tasks.kinship.plan import Plan, Without, model_name
from core.tasks.kinship.protocol import joined
from core.tasks.kinship.settings import Data, KinshipRecipe
from core.tasks.kinship.vectors import Used, crops_of, used_encoders, vectors_of
from core.training import resume
from core.training.device import place
from core.training.rng import mixed


def train_all(
    runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool], save_every: float
) -> bool:
    """Train the runs to their end; False where they were stopped before."""
    for run in runs:
        if run.card is not None:
            continue
        try:
            course = Course(run, progress=progress, stop=stop)
        except Stopped:
            return False
        if not course.train(progress=progress, stop=stop, save_every=save_every):
            return False
    return True


class Course:
    """One run: its data and vectors, its models, and how far it is."""

    def __init__(self, run: Run, *, progress: Progress, stop: Callable[[], bool]) -> None:
        self.run, self.writer = run, RunWriter(run)
        self.recipe = recipe = of_kind(run.recipe(), KinshipRecipe)
        self.epochs = epochs_of(recipe)
        self.corpus = gather(recipe.data, seed=recipe.seed)
        self.plan = Plan(self.corpus.folds, recipe.data.validation)
        self.used = used_encoders(recipe.faces)
        look = partial(_vectors, recipe=recipe, used=self.used, progress=progress, stop=stop)
        self.vectors = look(self.corpus)
        self.device = place("fp32").device if recipe.faces.fine_tune else "cpu"
        self.inputs: Inputs = VectorInputs(self.vectors)
        if recipe.faces.fine_tune:
            crops = crops_of(self.corpus, self.used, progress=progress, stop=stop)
            self.inputs = CropInputs(crops)
        self.also = self._also(look)
        self.done: dict[Without, dict[str, Tensor]] = {}
        self.seconds = self.marked = self.saved = 0.0
        self.before = 0
        """Steps of the models that are done."""
        self.learner: Learner | None = None

    def train(self, *, progress: Progress, stop: Callable[[], bool], save_every: float) -> bool:
        """From where the folder stands to the card; False where it was stopped before."""
        self._begin()
        self.marked = self.saved = time.monotonic()
        models = self.plan.models
        for number, without in list(enumerate(models))[len(self.done) :]:
            learner = self.learner or self._learner(number, without)
            self.learner = learner
            total = len(models) * max(learner.steps, 1)
            while learner.step < learner.steps:
                if stop():
                    self._save()
                    return False
                learner.train_step()
                if learner.at_end_of_epoch:
                    self._log(learner, without)
                if time.monotonic() - self.saved > save_every:
                    self._save()
                progress(self._step, total, model_name(without))
            if stop():
                self._save()
                return False
            if learner.steps == 0:
                self._log(learner, without)
            self.before += max(learner.steps, 1)
            self.done[without], self.learner = learner.head.state_dict(), None
            progress(self._step, total, model_name(without))
        self._tick()
        progress(self._step, self._step, "measuring")
        finish(self)
        return True

    def head(self, number: int, without: Without, *, fit: bool = True) -> PairHead:
        """A pair model that may see all folds but some, before its first step."""
        torch.manual_seed(mixed(self.recipe.seed, 20, number))
        blocks = tuple(each.encoder.dimension for each in self.used)
        head = heads.build(self.recipe.head.name, blocks=blocks, options=self.recipe.head.options)
        if self.recipe.faces.fine_tune:
            net = encoders.net(self.used[0].encoder.name)
            head = Siamese(net, head, mirror=self.recipe.faces.mirror)
        if fit:
            head.fit(self._shown(without))
        return head.to(self.device)

    def trained(self, without: Without) -> PairHead:
        """A model that is done."""
        head = self.head(0, without, fit=False)
        head.load_state_dict(self.done[without])
        return head.eval()

    def _shown(self, without: Without) -> list[Shown]:
        members = self.corpus.members(without)
        weight = 1 - self.recipe.data.also_weight if self.also else 1.0
        own = Shown(self.corpus.people, self.vectors, members, weight)
        return [own, self.also] if self.also else [own]

    def _also(self, look: Callable[[Corpus], NDArray[np.float32]]) -> Shown | None:
        data = self.recipe.data
        if data.also is None:
            return None
        if data.also == data.name:
            raise BadRecipe(f"data.also is the data set itself, {data.name}: leave it out.")
        other = gather(Data(name=data.also), seed=self.recipe.seed)
        everyone = other.members(frozenset())
        return Shown(other.people, look(other), everyone, data.also_weight)

    def _learner(self, number: int, without: Without, *, fit: bool = True) -> Learner:
        seed = mixed(self.recipe.seed, 21, number)
        draws = self.corpus.draws(without, self.recipe.draw, seed=seed) if self.epochs else None
        return Learner(self.recipe, number, self.head(number, without, fit=fit), self.inputs, draws)

    def _begin(self) -> None:
        saved = resume.load(self.run)
        if saved is None:
            self.writer.go_back_to(-1)
            return
        numbers, models = saved.state, self.plan.models
        for number, without in enumerate(models[: numbers["done"]]):
            self.done[without] = saved.part(f"done-{number}")
        self.seconds, self.before = numbers["seconds"], numbers["before"]
        if "model" in numbers:
            number = numbers["model"]
            self.learner = self._learner(number, models[number], fit=False)
            self.learner.restore(saved)
        self.writer.go_back_to(numbers["step"])

    def _save(self) -> None:
        self._tick()
        self.saved = time.monotonic()
        parts: dict[str, Mapping[str, Tensor]] = {
            f"done-{number}": self.done[without]
            for number, without in enumerate(self.plan.models[: len(self.done)])
        }
        numbers = {"done": len(self.done), "before": self.before, "seconds": self.seconds}
        if self.learner is not None:
            now, more = self.learner.state()
            parts |= now
            numbers |= more
        resume.save(self.writer, parts, {"step": self._step, **numbers})

    def _log(self, learner: Learner, without: Without) -> None:
        self._tick()
        folds = self.plan.watched(without)
        watched = joined([self.corpus.judged[fold] for fold in folds]) if folds else None
        step = self._step + int(learner.steps == 0)  # a model that is only fitted counts as one
        place = {"step": step, "model": learner.number, "seconds": self.seconds}
        self.writer.log({**place, **learner.figures(watched)})
        self.writer.save_history()

    def _tick(self) -> None:
        now = time.monotonic()
        self.seconds, self.marked = self.seconds + now - self.marked, now

    @property
    def _step(self) -> int:
        return self.before + (self.learner.step if self.learner else 0)


def _vectors(
    corpus: Corpus,
    *,
    recipe: KinshipRecipe,
    used: tuple[Used, ...],
    progress: Progress,
    stop: Callable[[], bool],
) -> NDArray[np.float32]:
    return vectors_of(corpus, used, mirror=recipe.faces.mirror, progress=progress, stop=stop)
