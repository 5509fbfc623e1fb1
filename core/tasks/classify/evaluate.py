"""The end of a classifier's run: keep the weights, look at the test images once, write the card."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data.image_set import ImageSet
from core.data.splits import probe
from core.metrics.bootstrap import measured_mean
from core.metrics.classification import confusion
from core.metrics.pca import along_axes
from core.nets import parameters
from core.runs.card import DataCard, Metric, NetCard, RunCard, began
from core.runs.card_parts import EmbeddingCard, KeptWeights
from core.runs.thumbs import Sheet
from core.tasks.classify.lane import Lane
from core.tasks.classify.verdict import verdict
from core.training.half_precision import keep_weights
from core.training.outputs import Outputs, batches_of, losses, outputs

SAME = 0.002  # half precision may move the watched images' accuracy by this much, or by one image
FRAME_AXES = 8  # of the features' principal axes: what a replay shows is two of them
STORED_AXES = 256  # likewise, of the test images' features
SEEN = 10_000  # training images that are measured, unchanged


def finish(lane: Lane, *, precision: str) -> None:
    """Write weights, probabilities, features, thumbnails and card; drop what resuming needed."""
    epoch = lane.use_kept_weights()
    same = max(SAME, 1.01 / len(lane.material.watched))
    keep_weights(lane.model, lane.writer, accuracy=lambda: _watched_accuracy(lane), same=same)
    test = lane.material.test()
    said = _of_test(lane, test)
    stored = _write_outputs(lane, said, test)
    _shrink_frames(lane)
    Sheet.of(np.asarray(test.images)).write(lane.run.folder, split="test")
    metrics = _metrics(lane, said, test)
    table = confusion(said.scores.argmax(1), test.labels, classes=len(test.classes))
    card = replace(
        _card(lane, precision, test),
        kept=KeptWeights(lane.recipe.keep, round(epoch, 3)),
        stopped_early=lane.ended and lane.step < lane.material.steps,
        embedding=stored,
        metrics=metrics,
        confusion={"test": table.tolist()},
        verdict=verdict(
            lane.run.history(),
            accuracy=metrics["test/accuracy"].value or 0.0,
            train_accuracy=metrics["train/accuracy"].value or 0.0,
            classes=len(test.classes),
            test=len(test),
        ),
    )
    lane.writer.card(card)
    shutil.rmtree(lane.run.folder / "resume", ignore_errors=True)


def _watched_accuracy(lane: Lane) -> float:
    watched = lane.material.watched
    said = lane.said(watched).scores.argmax(1)
    return float((said == lane.material.train.labels[watched]).mean())


def _of_test(lane: Lane, test: ImageSet) -> Outputs:
    """In full precision, by the weights as they are kept."""
    device = str(lane.accelerator.device)
    batches = batches_of(np.asarray(test.images), pixels=lane.pixels, device=device)
    return outputs(lane.model, batches, features=lane.features)


def _write_outputs(lane: Lane, said: Outputs, test: ImageSet) -> EmbeddingCard:
    folder, kept = lane.run.folder / "embedding", along_axes(said.features, STORED_AXES)
    half = np.abs(kept).max(initial=0) < np.finfo(np.float16).max
    files.write_array(folder / "test.npy", kept.astype(np.float16) if half else kept)
    files.write_array(folder / "test_labels.npy", test.labels.astype(np.int16))
    files.write_array(folder / "test_probabilities.npy", said.probabilities.astype(np.float16))
    return EmbeddingCard(
        layer="output" if lane.features is None else "penultimate",
        values=said.features.shape[1],
        kept=kept.shape[1],
    )


def _shrink_frames(lane: Lane) -> None:
    """The frames along their common principal axes: new files beside the old, then one swap."""
    run = lane.run
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


def _metrics(lane: Lane, said: Outputs, test: ImageSet) -> dict[str, Metric]:
    material, seed = lane.material, lane.recipe.seed
    seen = material.chosen[probe(material.train.labels[material.chosen], SEEN, seed=seed)]
    metrics = _figures("test", said, test.labels, seed=seed)
    metrics |= _figures("train", lane.said(seen), material.train.labels[seen], seed=seed)
    aside = material.kept_aside
    if len(aside):
        known = material.train.labels[aside]
        metrics |= _figures("validation", lane.said(aside), known, seed=seed)
    weights = [w for w in lane.model.parameters() if w.ndim > 1]
    return {
        **metrics,
        "net/parameters": Metric(sum(w.numel() for w in lane.model.parameters())),
        "net/weights": Metric(sum(w.numel() for w in weights)),
    }


def _figures(
    split: str, said: Outputs, labels: NDArray[np.int64], *, seed: int
) -> dict[str, Metric]:
    hits = said.scores.argmax(1) == labels
    return {
        f"{split}/accuracy": measured_mean(hits, seed=seed),
        f"{split}/loss": measured_mean(losses(said.scores, labels), seed=seed),
    }


def _card(lane: Lane, precision: str, test: ImageSet) -> RunCard:
    recipe, material = lane.recipe, lane.material
    head = began(
        lane.run,
        recipe,
        device=str(lane.accelerator.device),
        precision=precision,
        seconds=lane.seconds,
        steps=lane.step,
    )
    for part in lane.model.modules():
        part.requires_grad_(requires_grad=True)
    return replace(
        head,
        epochs=lane.step / lane.per_epoch,
        net=NetCard(
            name=lane.started.name,
            dimension=len(test.classes),
            input_shape=lane.pixels.shape,
            parameters=parameters(lane.model),
            pretrained=lane.started.pretrained,
            stands_in_for=lane.started.stands_in_for,
            widths=recipe.net.widths,
            weights_from=recipe.init_from or None,
            pruned_from=recipe.net.pruned_from or None,
        ),
        data=DataCard(
            name=material.train.name,
            train=len(material.chosen),
            validation=len(material.kept_aside),
            test=len(test),
            classes=tuple(test.classes),
            mean=lane.pixels.mean,
            std=lane.pixels.std,
        ),
    )
