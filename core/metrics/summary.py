"""The figures of one embedding, as a run's card holds them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.metrics.bootstrap import Measured, measured_auc, measured_mean
from core.metrics.classification import confusion, predict, vote_shares
from core.metrics.neighbours import neighbours, neighbours_within
from core.metrics.silhouette import SAMPLE, silhouette_values

MANY = 31
"""k of the second, smoother classifier."""


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
) -> dict[str, Any]:
    """Accuracy, ROC AUC, silhouette and confusion of the training and the test images.

    The training embedding is what the k-NN classifier stores. A training image is classified by
    the others: it never votes for itself.

    Args:
        train: [n, d], what the classifier stores.
        train_labels: int [n], 0 upwards.
        test: [m, d].
        test_labels: int [m].
        classes: their names, or how many there are.
        k: neighbours that vote; `knn31_accuracy_test` takes 31 (or all, where there are fewer).
        seed: of the bootstrap and of the silhouette's sample.
        sample: points the silhouette is taken over, at most.

    Returns:
        `{"metrics": {name: {"value", "low", "high", "n"}}, "confusion": {"train", "test"}}`.
        Intervals are 95 %, bootstrap; n is the sample size. A figure that cannot be told (ROC AUC
        or silhouette of a single class) is None.

    Raises:
        EmbedscopeError: for an embedding that is not finite, or with no more than k points.
    """
    count = classes if isinstance(classes, int) else len(classes)
    many = max(k, min(MANY, len(train)))
    near_test, _ = neighbours(train, test, k=many)
    near_train, _ = neighbours_within(train, k=k)
    shares = {
        "train": vote_shares(near_train, train_labels, classes=count),
        "test": vote_shares(near_test[:, :k], train_labels, classes=count),
    }
    labels = {"train": np.asarray(train_labels), "test": np.asarray(test_labels)}
    predicted = {split: predict(shares[split]) for split in shares}
    smoother = predict(vote_shares(near_test, train_labels, classes=count))
    metrics: dict[str, Measured] = {}
    for split, embedding in (("train", train), ("test", test)):
        hits = predicted[split] == labels[split]
        inner = silhouette_values(embedding, labels[split], sample=sample, seed=seed)
        metrics[f"knn_accuracy_{split}"] = measured_mean(hits, seed=seed)
        metrics[f"roc_auc_{split}"] = measured_auc(shares[split], labels[split], seed=seed)
        metrics[f"silhouette_{split}"] = measured_mean(inner, seed=seed)
    metrics["knn31_accuracy_test"] = measured_mean(smoother == labels["test"], seed=seed)
    return {
        "metrics": {name: metrics[name].as_dict() for name in sorted(metrics)},
        "confusion": {
            split: confusion(predicted[split], labels[split], classes=count).tolist()
            for split in shares
        },
    }
