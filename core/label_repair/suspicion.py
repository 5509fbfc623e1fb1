"""How far each label of a set is to be doubted: by confident learning, by its neighbours, by both.

    confident     the out-of-sample probability of the label (cross-validation of a logistic
                  regression on the vectors); cleanlab says which of them are likely errors
    neighbours    the share of the nearest others that carry the same label
    both          the mean of an image's places in the two orders

Source: Northcutt, Jiang and Chuang (2021), Confident learning: estimating uncertainty in dataset
labels, JAIR 70, https://arxiv.org/abs/1911.00068; the package cleanlab. Brodley and Friedl (1999),
Identifying mislabeled training data, JAIR 11, for neighbours.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import BadUpload, Stopped
from core.metrics.classification import vote_shares
from core.metrics.neighbours import neighbours_within
from embedscope.drawing.pca import along_axes

BOTH, CONFIDENT, NEIGHBOURS = "both", "confident", "neighbours"
ORDERS = (BOTH, CONFIDENT, NEIGHBOURS)
FOLDS, K = 5, 20
MOST_AXES = 256
"""Longer vectors are compared along so many principal axes."""
STRENGTH, STEPS = 0.01, 100
"""Inverse shrinkage (C), a strong one: a model that bends to wrong labels does not doubt them."""

Labels = NDArray[np.int64]
Shares = NDArray[np.float32]
Watch = Callable[[float, str], object]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class Suspicion:
    """Of n images and c classes."""

    labels: Labels
    probabilities: Shares
    """float32 [n, c]: by a model that was not fitted on the image."""
    votes: Shares
    """float32 [n, c]: shares of the nearest others."""
    near: NDArray[np.int64]
    """int64 [n, k]: those, nearest first."""
    confident: NDArray[np.bool_]
    """Which are likely errors by confident learning."""
    outvoted: NDArray[np.bool_]
    """Of which most neighbours agree on another class."""

    def order(self, by: str = BOTH) -> NDArray[np.int64]:
        """Every image, the most doubtful label first: int64 [n]. Draws are settled by the other."""
        rows = np.arange(len(self.labels))
        own, agreeing = self.probabilities[rows, self.labels], self.votes[rows, self.labels]
        if by == CONFIDENT:
            return np.lexsort((agreeing, own))
        if by == NEIGHBOURS:
            return np.lexsort((own, agreeing))
        places = [np.argsort(np.lexsort(keys)) for keys in ((agreeing, own), (own, agreeing))]
        together: NDArray[np.int64] = np.argsort(places[0] + places[1], kind="stable")
        return together

    def suggested(self) -> Labels:
        """The likeliest class besides the label, by both: int64 [n]."""
        said = self.probabilities + self.votes
        said[np.arange(len(said)), self.labels] = -1
        likeliest: Labels = said.argmax(axis=1)
        return likeliest


def suspicion(
    vectors: NDArray[np.floating],
    labels: NDArray[np.integer],
    *,
    classes: int,
    probabilities: NDArray[np.floating] | None = None,
    folds: int = FOLDS,
    k: int = K,
    seed: int = 0,
    watch: Watch = lambda *_: None,
    stop: Stop = lambda: False,
) -> Suspicion:
    """Doubt every label.

    Args:
        vectors: finite [n, d] of any float type.
        labels: classes int [n], 0 to classes - 1.
        classes: how many there are.
        probabilities: out-of-sample ones [n, classes], such as a run's of its test images; made
            here where None.
        folds: of the cross-validation.
        k: neighbours.
        seed: draws the folds.
        watch: told the share that is done, and what is being done.
        stop: asked now and then; Stopped is raised where it says so.

    Raises:
        BadUpload: where there are too few images, or only one class.
    """
    known = np.asarray(labels, np.int64)
    _check(known, folds)
    points = along_axes(np.asarray(vectors, np.float32), MOST_AXES)
    if probabilities is None:
        probabilities = out_of_sample(
            points, known, classes=classes, folds=folds, seed=seed, watch=watch, stop=stop
        )
    watch(0.5, f"comparing {len(known):,} images with each other")
    near, _ = neighbours_within(points, k=min(k, len(points) - 1))
    if stop():
        raise Stopped
    votes = vote_shares(near, known, classes=classes)
    best = votes.argmax(axis=1)
    outvoted = (best != known) & (votes[np.arange(len(known)), best] > 0.5)
    said = np.asarray(probabilities, np.float32)
    return Suspicion(known, said, votes, near, likely_errors(known, said), outvoted)


def likely_errors(labels: Labels, probabilities: Shares) -> NDArray[np.bool_]:
    """Which labels [n] confident learning holds for errors, by probabilities [n, c]: bool [n]."""
    from cleanlab.filter import find_label_issues

    present = np.unique(labels)  # classes without an image have no threshold
    numbers = np.searchsorted(present, labels)
    shares = probabilities[:, present].astype(np.float64) + 1e-9
    shares /= shares.sum(axis=1, keepdims=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = find_label_issues(numbers, shares, n_jobs=1, min_examples_per_class=1)
    return np.asarray(found, np.bool_)


def out_of_sample(
    vectors: NDArray[np.floating],
    labels: Labels,
    *,
    classes: int,
    folds: int = FOLDS,
    seed: int = 0,
    watch: Watch = lambda *_: None,
    stop: Stop = lambda: False,
) -> Shares:
    """The probability of every class by a model that was fitted without the image's fold.

    A logistic regression on the vectors brought to mean 0 and, over all their numbers, deviation 1.
    Returns float32 [n, classes]; 0 for a class that the other folds hold no image of.
    """
    scaled = vectors - vectors.mean(axis=0)
    scaled /= np.sqrt(scaled.var(axis=0).mean()) or 1
    made = np.zeros((len(labels), classes), np.float32)
    of = folded(labels, folds, seed=seed)
    for fold in range(folds):
        if stop():
            raise Stopped
        watch(0.5 * fold / folds, f"fold {fold + 1} of {folds}: fitting without it, judging it")
        inside = of == fold
        model = fitted(scaled[~inside], labels[~inside])
        made[np.ix_(inside, model.classes_)] = model.predict_proba(scaled[inside])
    return made


def folded(labels: Labels, folds: int, *, seed: int) -> NDArray[np.int64]:
    """The fold of each image, int64 [n]: every class is spread over all of them, by the seed."""
    order = np.random.default_rng((seed, 21)).permutation(len(labels))
    order = order[np.argsort(labels[order], kind="stable")]
    of = np.empty(len(labels), np.int64)
    of[order] = np.arange(len(labels)) % folds
    return of


def fitted(vectors: NDArray[np.floating], labels: Labels) -> Any:
    """The light classifier: scikit-learn's logistic regression, fitted."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=STEPS, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # close to the end is near enough
        return model.fit(vectors, labels)


def _check(labels: Labels, folds: int) -> None:
    if len(labels) < 2 * folds:
        raise BadUpload(
            f"{len(labels)} images are too few to doubt their labels by {folds} folds: "
            f"{2 * folds} are needed."
        )
    if (np.bincount(labels) > 1).sum() < 2:
        raise BadUpload("Fewer than two classes have two images: no label can stand for another.")
