"""Fits how much a vote of each Fashion-MNIST class counts on photos from home (see `weights`)."""

from __future__ import annotations

import numpy as np
from PIL import Image

from core import data, files
from core.inference.photos.classify import Garments
from core.inference.photos.weights import FILE, SAME, fit, weighted
from core.runs.run import Run


def fit_weights(run: Run) -> dict[str, float]:
    """Fit the weights of a Fashion-MNIST run, keep them in its folder; what was measured.

    Looks at the training file of the clothing photos alone. Raises DataMissing, RunBroken.
    """
    model, photos = Garments(run), data.load("clothing", "train")
    kinds = [SAME.get(photos.classes[int(label)]) for label in photos.labels]
    rows = [row for row, kind in enumerate(kinds) if kind in model.classes]
    labels = np.array([model.classes.index(str(kinds[row])) for row in rows])
    answers = [model.classify(Image.fromarray(np.asarray(photos.images[row]))) for row in rows]
    votes = np.array([[answer.votes[name] for name in model.classes] for answer in answers])
    shares = votes / votes.sum(1, keepdims=True)
    weights = fit(shares, labels)
    named = {name: round(float(w), 4) for name, w in zip(model.classes, weights, strict=True)}
    files.write_json(run.folder / FILE, named)
    right = {
        "right before": float((shares.argmax(1) == labels).mean()),
        "right after": float((weighted(shares, weights).argmax(1) == labels).mean()),
    }
    return {**named, **right, "photos": float(len(rows))}
