"""The end of a classifier's run: keep the weights, look at the test images once, write the card."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.image_set import ImageSet
from core.data.splits import probe
from core.metrics.bootstrap import measured_mean
from core.metrics.class_probability import directions
from core.metrics.classification import confusion, predict, vote_shares
from core.metrics.classifier import classifier_figures
from core.metrics.neighbours import neighbours
from core.metrics.temperature import cross_entropies
from core.nets import parameters
from core.nets._vector_head import VectorHead
from core.recipes.sections import NEIGHBOURS
from core.runs.card import DataCard, Metric, NetCard, RunCard
from core.runs.card_parts import EmbeddingCard, KeptWeights, VectorHeadCard
from core.runs.writer import RunWriter
from core.tasks.classify.remeasure import temperature_of
from core.tasks.classify.splits import sheet
from core.training.half_precision import keep_weights
from core.training.outputs import Outputs
from embedscope.drawing.pca import along_axes

if TYPE_CHECKING:
    from core.tasks.classify.task import Classification
    from core.training.trainer import Trainer


class _Learner(TypedDict, total=False):
    """What learned, as a card holds it: one of them."""

    net: NetCard
    head: VectorHeadCard


SAME = 0.002  # half precision may move the watched images' accuracy by this much, or by one image
FRAME_AXES = 8  # of the features' principal axes: what a replay shows is two of them
STORED_AXES = 256  # likewise, of the test images' features
SEEN = 10_000  # training images that are measured, unchanged


def keep(task: Classification, writer: RunWriter) -> None:
    """Write the weights, in half precision where the watched images are told as well by those."""
    same = max(SAME, 1.01 / len(task.splits.watched))
    keep_weights(task.model, writer, accuracy=lambda: _watched_accuracy(task), same=same)


def card(task: Classification, trainer: Trainer) -> RunCard:
    """Write probabilities, features and thumbnails of the test images; the card."""
    test = task.splits.test()
    said = task.test_outputs(test)
    stored = _write_outputs(task, said, test)
    temperature = _temperature(task)
    _shrink_frames(task)
    sheet(test.images).write(task.run.folder, split="test")
    table = confusion(said.scores.argmax(1), test.labels, classes=len(test.classes))
    return replace(
        _card(task, trainer, test),
        kept=KeptWeights(task.recipe.keep, round(trainer.epoch_kept, 3)),
        stopped_early=trainer.ended and trainer.step < task.steps,
        embedding=stored,
        temperature=temperature,
        metrics={**_metrics(task, said, test, temperature), **_neighbours(task, test)},
        confusion={"test": table.tolist()},
    )


def _watched_accuracy(task: Classification) -> float:
    watched = task.splits.watched
    said = task.said(watched).scores.argmax(1)
    return float((said == task.splits.train.labels[watched]).mean())


def _write_outputs(task: Classification, said: Outputs, test: ImageSet) -> EmbeddingCard:
    folder, kept = task.run.folder / "embedding", along_axes(said.features, STORED_AXES)
    half = np.abs(kept).max(initial=0) < np.finfo(np.float16).max
    files.write_array(folder / "test.npy", kept.astype(np.float16) if half else kept)
    files.write_array(folder / "test_labels.npy", test.labels.astype(np.int16))
    files.write_array(folder / "test_probabilities.npy", said.probabilities.astype(np.float16))
    return EmbeddingCard(
        layer="output" if task.features is None else "penultimate",
        values=said.features.shape[1],
        kept=kept.shape[1],
    )


def _shrink_frames(task: Classification) -> None:
    """The frames along their common principal axes: new files beside the old, then one swap."""
    run = task.run
    steps = run.frame_steps()
    every = np.concatenate([run.frame(step) for step in steps])
    if not np.isfinite(every).all() or every.shape[1] <= FRAME_AXES:
        return
    frames = np.split(along_axes(every, FRAME_AXES), len(steps))
    new, old = run.folder / "resume/frames", run.folder / "resume/frames-before"
    for place in (new, old):
        shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(run.folder / "frames", new)
    for step, frame in zip(steps, frames, strict=True):
        files.write_array(new / f"{step:06d}.npy", frame.astype(np.float16))
    (run.folder / "frames").rename(old)
    new.rename(run.folder / "frames")


def _temperature(task: Classification) -> float | None:
    aside = task.splits.validation
    if not len(aside):
        return None
    return temperature_of(task.said(aside).scores, task.splits.train.labels[aside])


def _metrics(
    task: Classification, said: Outputs, test: ImageSet, temperature: float | None
) -> dict[str, Metric]:
    splits, seed = task.splits, task.recipe.seed
    seen = splits.chosen[probe(splits.train.labels[splits.chosen], SEEN, seed=seed)]
    metrics = classifier_figures(
        "test", said.scores, test.labels, temperature=temperature, seed=seed
    )
    metrics |= _figures("train", task.said(seen), splits.train.labels[seen], seed=seed)
    aside = splits.validation
    if len(aside):
        known = splits.train.labels[aside]
        metrics |= _figures("validation", task.said(aside), known, seed=seed)
    metrics |= _held_out(task, said, test)
    weights = [w for w in task.model.parameters() if w.ndim > 1]
    return {
        **metrics,
        "net/parameters": Metric(sum(w.numel() for w in task.model.parameters())),
        "net/weights": Metric(sum(w.numel() for w in weights)),
    }


def _neighbours(task: Classification, test: ImageSet) -> dict[str, Metric]:
    """What a frozen encoder tells without any head, for comparison: the classes that its nearest
    neighbours by the cosine name are kept, and how many are right is the figure.
    """
    if task.encoded is None:
        return {}
    known = task.splits.chosen
    labels = task.splits.train.labels[known]
    voters, asked = (directions(rows.cpu().numpy()) for rows in task.encoded.rows.values())
    near, _ = neighbours(voters[known], asked, k=min(NEIGHBOURS, len(known)))
    votes = vote_shares(near, labels, classes=len(test.classes))
    named = predict(votes)
    files.write_array(task.run.folder / "embedding/test_nearest.npy", named.astype(np.int16))
    hits = measured_mean(named == test.labels, seed=task.recipe.seed)
    return {"test/knn_accuracy/frozen": hits}


def _held_out(task: Classification, said: Outputs, test: ImageSet) -> dict[str, Metric]:
    """How sure the net is of a class that it never saw, and how often it is right about others."""
    name, seed = task.recipe.data.hold_out, task.recipe.seed
    if name is None:
        return {}
    unseen = test.labels == test.classes.index(name)
    sure = said.probabilities.max(1)
    hits = said.scores.argmax(1) == test.labels
    return {
        "test/confidence/held-out": measured_mean(sure[unseen], seed=seed),
        "test/confidence/seen": measured_mean(sure[~unseen], seed=seed),
        "test/accuracy/seen": measured_mean(hits[~unseen], seed=seed),
    }


def _figures(
    split: str, said: Outputs, labels: NDArray[np.int64], *, seed: int
) -> dict[str, Metric]:
    hits = said.scores.argmax(1) == labels
    return {
        f"{split}/accuracy": measured_mean(hits, seed=seed),
        f"{split}/loss": measured_mean(cross_entropies(said.scores, labels), seed=seed),
    }


def _card(task: Classification, trainer: Trainer, test: ImageSet) -> RunCard:
    splits = task.splits
    return replace(
        trainer.card_head(),
        epochs=trainer.step / task.per_epoch,
        **_learner(task, len(test.classes)),
        data=DataCard(
            name=splits.train.name,
            train=len(splits.chosen),
            validation=len(splits.validation),
            test=len(test),
            classes=tuple(test.classes),
            mean=() if task.encoded else task.pixels.mean,
            std=() if task.encoded else task.pixels.std,
        ),
    )


def _learner(task: Classification, outputs: int) -> _Learner:
    """The net of images; or the head, where a frozen encoder sees them."""
    if task.encoded is not None:
        assert isinstance(task.model, VectorHead)
        return {"head": task.encoded.card(task.model, outputs)}
    recipe = task.splits.recipe
    net = NetCard(
        name=task.started.name,
        dimension=outputs,
        input_shape=task.pixels.shape,
        parameters=parameters(task.model),
        pretrained=task.started.pretrained,
        stands_in_for=task.started.stands_in_for,
        **recipe.net.variant.chosen,
        weights_from=recipe.init_from or None,
        pruned_from=recipe.net.pruned_from or None,
    )
    return {"net": net}
