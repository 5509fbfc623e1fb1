"""The end of a run: keep the weights, embed everything once, measure, write the card."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.data.splits import probe
from core.encoders.tuned import TunedEncoder
from core.losses import strategies
from core.metrics import silhouette
from core.metrics.bootstrap import measured_mean
from core.metrics.class_probability import directions
from core.metrics.classification import auc, predict, vote_shares
from core.metrics.embedding import card_name
from core.metrics.neighbours import neighbours
from core.metrics.retrieval import figures, retrieved
from core.metrics.summary import MANY, Summary, summarise
from core.metrics.voters import are_apart
from core.nets import parameters
from core.nets._vector_head import VectorHead
from core.runs.card import DataCard, Metric, NetCard, RunCard
from core.runs.writer import RunWriter
from core.tasks.embed.remeasure import asked, stored_rows
from core.tasks.embed.splits import TEST, TRAIN
from core.training.batches import Triplets
from core.training.half_precision import keep_weights
from core.training.pixels import Pixels

if TYPE_CHECKING:
    from core.tasks.embed.task import Embedding
    from core.training.trainer import Trainer

Labelled = tuple[NDArray[np.float32], NDArray[np.int64]]
"""Points [n, d] and their classes [n]."""
SAME = 0.005  # half precision may move the probe set's k-NN accuracy by this much, of +-0.02
QUICK_VALIDATION = 4_000
"""Images kept for validation that are measured where a recipe asks for a quick look."""

COMPARED = ("recall_at_1", "map_at_r")
"""Figures that are also taken without the head."""


def keep(task: Embedding, writer: RunWriter) -> None:
    """Write the weights, in half precision where the probe set is told as well by those."""
    keep_weights(task.model, writer, accuracy=lambda: _probe_accuracy(task), same=SAME)


def card(task: Embedding, trainer: Trainer) -> RunCard:
    """Write embeddings and thumbnails; the card."""
    train, test = task.splits.train, task.splits.test
    stored = stored_rows(train.labels, task.recipe)
    train_embedding, test_embedding = task.embed(TRAIN, stored), task.embed(TEST)
    if task.splits.labelled:  # else nobody is to vote
        trainer.writer.embedding("train", train_embedding, train.labels[stored])
    trainer.writer.embedding("test", test_embedding, test.labels)
    task.splits.test_sheet.write(task.run.folder, split="test")
    summary = Summary({}, {})
    if task.splits.labelled:
        summary = summarise(
            train_embedding,
            train.labels[stored],
            test_embedding,
            test.labels,
            classes=train.classes,
            **asked(task.recipe),
        )
    metrics = summary.metrics
    metrics |= _losses(task, test_embedding, test.labels, split="test")
    metrics |= _validation(task, train_embedding, train.labels[stored])
    metrics |= _held_out(task, summary.confusion)
    metrics |= _held_out_apart(
        task, (train_embedding, train.labels[stored]), (test_embedding, test.labels)
    )
    metrics |= _frozen(task, train.labels[stored], (test_embedding, test.labels))
    metrics["test/spread"] = Metric(spread(torch.from_numpy(test_embedding)))
    return replace(_card(task, trainer), metrics=metrics, confusion=summary.confusion)


def validation_loss(task: Embedding) -> float | None:
    """Of the images kept for validation, or of a sample of them."""
    aside = _aside(task)
    embedding = task.embed(TRAIN, aside)
    labels = task.splits.train.labels[aside]
    return (
        _losses(task, embedding, labels, split="validation")
        .get("validation/loss", Metric(None))
        .value
    )


def spread(embeddings: Tensor) -> float:
    """Mean pairwise distance of up to 512 points of float32 [n, d]: 0 when all fell together."""
    sample = embeddings[:512]
    return float(torch.nn.functional.pdist(sample - sample.mean(0)).mean())


def _probe_accuracy(task: Embedding) -> float:
    splits = task.splits
    embedding = task.embed(TRAIN, splits.probe_indices)
    return splits.watched_figures(embedding)["knn_accuracy"]


def _aside(task: Embedding) -> NDArray[np.int64]:
    aside, labels = task.splits.validation, task.splits.train.labels
    if task.recipe.evaluate == "sample" and len(aside):
        return aside[probe(labels[aside], QUICK_VALIDATION, seed=task.recipe.seed)]
    return aside


def _validation(
    task: Embedding, stored: NDArray[np.float32], stored_labels: NDArray[np.int64]
) -> dict[str, Metric]:
    """Loss and k-NN accuracy of the validation images, or of a sample of them."""
    aside, train = _aside(task), task.splits.train
    if not len(aside) or not task.splits.labelled:
        return {}
    embedding, labels = task.embed(TRAIN, aside), train.labels[aside]
    near, _ = neighbours(stored, embedding, k=task.recipe.neighbours)
    votes = vote_shares(near, stored_labels, classes=len(train.classes))
    hits = measured_mean(predict(votes) == labels, seed=task.recipe.seed)
    losses = _losses(task, embedding, labels, split="validation")
    return {**losses, "validation/knn_accuracy": hits}


@torch.inference_mode()
def _losses(
    task: Embedding, embedding: NDArray[np.float32], labels: NDArray[np.int64], *, split: str
) -> dict[str, Metric]:
    """The strategy's own loss on a split, in the training's batch size; and over the margin."""
    recipe, device = task.recipe, task.place.device
    if strategies.views(recipe.strategy.name) > 1:  # of changed views, which these are not
        return {}
    torch.manual_seed(recipe.seed)
    if strategies.draws_triplets(recipe.strategy.name):
        batches = [Triplets(labels, seed=recipe.seed).of(np.arange(len(labels)))]
    else:
        size = min(recipe.batch.size, len(embedding))
        order = np.random.default_rng(recipe.seed).permutation(len(embedding))
        batches = [order[at : at + size] for at in range(0, len(order) - size + 1, size)]
    points, known = torch.from_numpy(embedding).to(device), torch.from_numpy(labels).to(device)
    losses = [float(task.criterion(points[b], known[b], task.margin).loss) for b in batches]
    loss = float(np.mean(losses))
    ratio = loss / task.criterion.collapsed_loss(task.margin)
    return {
        f"{split}/loss": Metric(loss),
        f"{split}/loss_over_margin": Metric(None if math.isnan(ratio) else ratio),
    }


def _held_out(task: Embedding, confusions: dict[str, list[list[int]]]) -> dict[str, Metric]:
    """How many of the class that training never saw have neighbours of their own class."""
    name = task.recipe.data.hold_out
    if name is None:
        return {}
    place, confusion = task.splits.train.classes.index(name), confusions["test"]
    hits = np.arange(sum(confusion[place])) < confusion[place][place]
    recall = measured_mean(hits, seed=task.recipe.seed)
    return {"test/recall/held-out": recall}


def _held_out_apart(task: Embedding, stored: Labelled, test: Labelled) -> dict[str, Metric]:
    """How far the class that training never saw stands apart from those that it saw: the silhouette
    of its images, and the area under the ROC curve of the share of an image's neighbours (`MANY`)
    that are of it.
    """
    name, seed = task.recipe.data.hold_out, task.recipe.seed
    if name is None:
        return {}
    classes, (points, labels) = task.splits.train.classes, test
    place = classes.index(name)
    near, _ = neighbours(stored[0], points, k=min(MANY, len(stored[0])))
    shares = vote_shares(near, stored[1], classes=len(classes))[:, place]
    some = probe(labels, min(len(labels), silhouette.SAMPLE), seed=seed)
    values = silhouette.silhouette_values(points[some], labels[some], sample=len(some))
    own = values[labels[some] == place] if len(values) else values
    return {
        "test/roc_auc/held-out": Metric(auc(shares, labels == place), n=len(labels)),
        "test/silhouette/held-out": measured_mean(own, seed=seed),
    }


def _frozen(task: Embedding, trained: NDArray[np.int64], test: Labelled) -> dict[str, Metric]:
    """Of a class-disjoint split how well the cosine of the frozen encoder's own vectors finds test
    images of one class, where there is one.
    """
    labels = test[1]
    known = np.bincount(labels, minlength=1).max() > 1
    if task.encoded is None or not known or not are_apart(trained, labels):
        return {}
    before = directions(task.encoded.rows[TEST].cpu().numpy())
    most, seed = asked(task.recipe)["queries"], task.recipe.seed
    found = figures(retrieved(before, labels, most=most, seed=seed), labels)
    named = {card_name(name): each.over_classes for name, each in found.items()}
    return {f"test/{name}/frozen": named[name] for name in COMPARED}


def _card(task: Embedding, trainer: Trainer) -> RunCard:
    splits, pixels = task.splits, task.pixels
    data = DataCard(
        name=splits.train.name,
        train=len(splits.chosen),
        validation=len(splits.validation),
        test=len(splits.test.labels),
        classes=tuple(splits.train.classes),
        mean=pixels.mean if pixels else (),
        std=pixels.std if pixels else (),
    )
    head, epochs = trainer.card_head(), trainer.step / task.per_epoch
    if task.encoded is not None:
        asked = task.recipe.net
        assert isinstance(task.model, VectorHead | TunedEncoder)
        known = task.encoded.card(task.model, asked.dimension, tuned_from=asked.unfreeze_from)
        return replace(head, epochs=epochs, data=data, head=known)
    assert pixels is not None
    return replace(head, epochs=epochs, data=data, net=_net_card(task, pixels))


def _net_card(task: Embedding, pixels: Pixels) -> NetCard:
    net = task.recipe.net
    return NetCard(
        name=net.name,
        dimension=net.dimension,
        input_shape=pixels.shape,
        parameters=parameters(task.model),
        pretrained=task.pretrained,
        **net.variant.chosen,
    )
