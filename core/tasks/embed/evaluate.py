"""The end of a run: keep the weights, embed everything once, measure, write the card."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from core.data.splits import probe
from core.losses import strategies
from core.metrics.bootstrap import measured_mean
from core.metrics.classification import predict, vote_shares
from core.metrics.neighbours import neighbours
from core.metrics.probe import probe_figures
from core.metrics.summary import summarise
from core.nets import parameters
from core.runs.card import DataCard, Metric, NetCard, RunCard, began
from core.tasks.embed.lane import Lane, spread
from core.tasks.embed.remeasure import asked, stored_rows
from core.tasks.embed.verdict import verdict
from core.training.batches import Triplets
from core.training.embed import embed_pixels
from core.training.half_precision import keep_weights

SAME = 0.005  # half precision may move the probe set's k-NN accuracy by this much, of +-0.02
QUICK_VALIDATION = 4_000
"""Images kept aside that are measured where a recipe asks for a quick look."""


def finish(lane: Lane, *, precision: str) -> None:
    """Write weights, embeddings, thumbnails and card, and drop what only resuming needed."""
    if lane.average.decay is not None:
        lane.model.load_state_dict(lane.average.weights)
    keep_weights(lane.model, lane.writer, accuracy=lambda: _probe_accuracy(lane), same=SAME)
    train, test = lane.material.train, lane.material.test
    stored = stored_rows(train.labels, lane.recipe)
    train_embedding = _embed(lane, np.asarray(train.images)[stored])
    test_embedding = _embed(lane, np.asarray(test.images))
    lane.writer.embedding("train", train_embedding, train.labels[stored])
    lane.writer.embedding("test", test_embedding, test.labels)
    lane.material.test_sheet.write(lane.run.folder, split="test")
    summary = summarise(
        train_embedding,
        train.labels[stored],
        test_embedding,
        test.labels,
        classes=train.classes,
        **asked(lane.recipe),
    )
    metrics = summary.metrics
    metrics |= _losses(lane, test_embedding, test.labels, split="test")
    metrics |= _validation(lane, train_embedding, train.labels[stored])
    metrics |= _held_out(lane, summary.confusion["test"])
    metrics["test/spread"] = Metric(spread(torch.from_numpy(test_embedding)))
    card = _card(lane, precision)
    done = replace(card, metrics=metrics, confusion=summary.confusion, verdict=verdict(lane.run))
    lane.writer.card(done)
    shutil.rmtree(lane.run.folder / "resume", ignore_errors=True)


def _probe_accuracy(lane: Lane) -> float:
    embedding = _embed(lane, lane.probe_images)
    return probe_figures(embedding, lane.probe_labels)["knn_accuracy"]


def _embed(lane: Lane, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    return embed_pixels(lane.model, images, pixels=lane.pixels)


def _validation(
    lane: Lane, stored: NDArray[np.float32], stored_labels: NDArray[np.int64]
) -> dict[str, Metric]:
    """Loss and k-NN accuracy of the images that were kept aside, or of a sample of them."""
    aside, train = lane.material.kept_aside, lane.material.train
    if not len(aside):
        return {}
    if lane.recipe.evaluate == "sample":
        aside = aside[probe(train.labels[aside], QUICK_VALIDATION, seed=lane.recipe.seed)]
    embedding, labels = _embed(lane, np.asarray(train.images)[aside]), train.labels[aside]
    near, _ = neighbours(stored, embedding, k=lane.recipe.neighbours)
    votes = vote_shares(near, stored_labels, classes=len(train.classes))
    hits = measured_mean(predict(votes) == labels, seed=lane.recipe.seed)
    losses = _losses(lane, embedding, labels, split="validation")
    return {**losses, "validation/knn_accuracy": hits}


@torch.inference_mode()
def _losses(
    lane: Lane, embedding: NDArray[np.float32], labels: NDArray[np.int64], *, split: str
) -> dict[str, Metric]:
    """The strategy's own loss on a split, in the training's batch size; and over the margin."""
    recipe, device = lane.recipe, lane.accelerator.device
    torch.manual_seed(recipe.seed)
    if strategies.draws_triplets(recipe.strategy.name):
        batches = [Triplets(labels, seed=recipe.seed).of(np.arange(len(labels)))]
    else:
        size = min(recipe.batch.size, len(embedding))
        order = np.random.default_rng(recipe.seed).permutation(len(embedding))
        batches = [order[at : at + size] for at in range(0, len(order) - size + 1, size)]
    points, known = torch.from_numpy(embedding).to(device), torch.from_numpy(labels).to(device)
    losses = [float(lane.strategy(points[b], known[b], lane.margin).loss) for b in batches]
    loss = float(np.mean(losses))
    ratio = loss / lane.strategy.collapsed_loss(lane.margin)
    return {
        f"{split}/loss": Metric(loss),
        f"{split}/loss_over_margin": Metric(None if math.isnan(ratio) else ratio),
    }


def _held_out(lane: Lane, confusion: list[list[int]]) -> dict[str, Metric]:
    """How many of the class that training never saw have neighbours of their own class."""
    name = lane.recipe.data.hold_out
    if name is None:
        return {}
    place = lane.material.train.classes.index(name)
    hits = np.arange(sum(confusion[place])) < confusion[place][place]
    recall = measured_mean(hits, seed=lane.recipe.seed)
    return {"test/recall/held-out": recall}


def _card(lane: Lane, precision: str) -> RunCard:
    recipe, material = lane.recipe, lane.material
    head = began(
        lane.run,
        recipe,
        device=str(lane.accelerator.device),
        precision=precision,
        seconds=lane.seconds,
        steps=lane.step,
    )
    return replace(
        head,
        epochs=lane.step / material.batches.per_epoch,
        net=NetCard(
            name=recipe.net.name,
            dimension=recipe.net.dimension,
            input_shape=lane.pixels.shape,
            parameters=parameters(lane.model),
            pretrained=lane.pretrained,
        ),
        data=DataCard(
            name=material.train.name,
            train=len(material.chosen),
            validation=len(material.kept_aside),
            test=len(material.test.labels),
            classes=tuple(material.train.classes),
            mean=lane.pixels.mean,
            std=lane.pixels.std,
        ),
    )
