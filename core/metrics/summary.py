"""The figures of one embedding, as a run's card holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import measured_auc, measured_mean
from core.metrics.classification import confusion, predict, vote_shares
from core.metrics.embedding import embedding_figures
from core.metrics.metric import Metric
from core.metrics.neighbours import neighbours_within
from core.metrics.silhouette import SAMPLE, silhouette_values
from core.metrics.voters import are_apart, voting


@dataclass(frozen=True)
class Summary:
    """The figures of one embedding, and its confusion of the classes by split."""

    metrics: dict[str, Metric]
    confusion: dict[str, list[list[int]]]


MANY = 31
"""k of the second, smoother classifier."""
QUERIES = 10_000
"""Test images that are asked for others of their class; of more, so many are drawn."""


def summarise(
    train: NDArray[np.floating],
    train_labels: NDArray[np.integer],
    test: NDArray[np.floating],
    test_labels: NDArray[np.integer],
    *,
    classes: Sequence[str] | int,
    k: int = 3,
    seed: int = 0,
    sample: int = SAMPLE,
    queries: int = QUERIES,
) -> Summary:
    """Accuracy, ROC AUC, silhouette and confusion of the training and the test images; of the test
    images all of core.metrics.embedding too.

    The training embedding is what the k-NN classifier stores; of a class-disjoint split the test
    images vote on each other (core.metrics.voters). No image votes for itself.

    Args:
        train: [n, d], what the classifier stores.
        train_labels: int [n], 0 upwards.
        test: [m, d].
        test_labels: int [m].
        classes: their names, or how many there are.
        k: neighbours that vote; `test/knn31_accuracy` and `test/knn31_roc_auc` take 31 (or all,
            where there are fewer): three votes tell only four levels apart.
        seed: of the bootstrap and of the silhouette's sample.
        sample: points the silhouette is taken over, at most.
        queries: test images that are asked for others of their class, at most. Of a class-disjoint
            split the intervals of those figures say what other classes would change.

    Returns:
        The figures by their names (`test/knn_accuracy`), and how often each class of the "train"
        and "test" images was predicted as each. Intervals are 95 %, bootstrap; n is the sample
        size. A figure that cannot be told (ROC AUC or silhouette of a single class) is None.

    Raises:
        EmbedscopeError: for an embedding that is not finite, or with no more than k points.
    """
    count = classes if isinstance(classes, int) else len(classes)
    near_test, voters = voting(train, train_labels, test, test_labels, k=k, wanted=MANY)
    near_train, _ = neighbours_within(train, k=k)
    shares = {
        "train": vote_shares(near_train, train_labels, classes=count),
        "test": vote_shares(near_test[:, :k], voters, classes=count),
    }
    labels = {"train": np.asarray(train_labels), "test": np.asarray(test_labels)}
    predicted = {split: predict(shares[split]) for split in shares}
    smoother = vote_shares(near_test, voters, classes=count)
    metrics: dict[str, Metric] = {}
    for split, embedding in (("train", train), ("test", test)):
        hits = predicted[split] == labels[split]
        inner = silhouette_values(embedding, labels[split], sample=sample, seed=seed)
        metrics[f"{split}/knn_accuracy"] = measured_mean(hits, seed=seed)
        metrics[f"{split}/roc_auc"] = measured_auc(shares[split], labels[split], seed=seed)
        metrics[f"{split}/silhouette"] = measured_mean(inner, seed=seed)
    hits = predict(smoother) == labels["test"]
    metrics["test/knn31_accuracy"] = measured_mean(hits, seed=seed)
    metrics["test/knn31_roc_auc"] = measured_auc(smoother, labels["test"], seed=seed)
    apart = are_apart(train_labels, test_labels)
    own = embedding_figures(
        test, np.asarray(test_labels), most=queries, over_classes=apart, seed=seed
    )
    metrics |= {f"test/{name}": metric for name, metric in own.items()}
    tables = {
        split: confusion(predicted[split], labels[split], classes=count).tolist()
        for split in shares
    }
    return Summary({name: metrics[name] for name in sorted(metrics)}, tables)
