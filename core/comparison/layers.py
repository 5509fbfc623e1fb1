"""How alike two nets see the same pictures, layer by layer; and two trainings, moment by moment.

Each is compared with each by CKA.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.comparison.matched import Rows
from core.comparison.sides import Side
from core.errors import NotComparable
from core.metrics.cka import cka_of_grams, gram

if TYPE_CHECKING:
    from torch import nn

    from core.runs.card import RunCard
    from core.runs.run import Run
    from core.runs.test_images import Shown

PICTURES = 400
"""Images that both nets are shown."""
MOMENTS = 24
"""Moments of a training that are compared, evenly spread."""


@dataclass(frozen=True)
class Similarity:
    """CKA of `first` with `second`: float64 [layers or moments of one, those of the other]."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    cka: NDArray[np.float64]
    images: int
    note: str = ""


@dataclass(frozen=True)
class Net:
    """A net that ran over its images, and what its run says of it."""

    module: nn.Module
    card: RunCard


def similarity_of_nets(first: Net, second: Net, shown: Shown, rows: Rows) -> Similarity:
    """Each layer that one net names, to its output, with each of the other's; both are shown the
    same images, those at `rows`.
    """
    (titles, grams), (others, other_grams) = (_seen(net, shown, rows) for net in (first, second))
    return Similarity(titles, others, cka_of_grams(grams, other_grams), len(rows), shown.note)


def similarity_of_moments(first: Run, second: Run, rows: Rows) -> Similarity:
    """What two trainings made of the images at `rows` that both watched, at some moments each."""
    (titles, grams), (others, other_grams) = (_watched(run, rows) for run in (first, second))
    return Similarity(titles, others, cka_of_grams(grams, other_grams), len(rows))


def shown_to(side: Side) -> Shown:
    """The images in the order of a side's rows. Raises NotComparable where these are not all of a
    split, or no net's; DataMissing.
    """
    from core.embeddings.sources._catalogue import pictures_of
    from core.runs.find import find_run
    from core.runs.test_images import Shown, images_of_test

    source = side.embedding_set.about()["source"]
    if source.get("kind") != "run" or side.step is not None or source["sample"] is not None:
        raise NotComparable(
            f"{side.title} is not a run's view of all of its images, so no layers can be looked "
            "at. Choose two runs."
        )
    if source["data"] is None and source["split"] == "test":
        return images_of_test(find_run(source["run"]))
    run = find_run(source["run"])
    pictures = pictures_of(source["data"] or run.data().name, source["split"])
    return Shown(pictures.images, pictures.known.labels, thumbnails=False)


def _seen(net: Net, shown: Shown, rows: Rows) -> tuple[tuple[str, ...], list[NDArray[np.float64]]]:
    """The layers' titles and Gram matrices."""
    from core.data.sizes import Frame
    from core.diagnosis.layers import weighed_layers
    from core.diagnosis.linear_probe import features_of_layers
    from core.training.pixels import Pixels

    pixels = Pixels.of_card(net.card)
    channels, height, width = pixels.shape
    images = shown.batch(rows.tolist(), Frame(height, width, colour=channels == 3))
    layers = weighed_layers(net.module, net.card.image_net.layers)
    found = features_of_layers(net.module, [layer.path for layer in layers], images, pixels)
    for layer, (features, _) in zip(layers, found, strict=True):
        if not np.isfinite(features).all():
            raise NotComparable(f"{net.card.name}: {layer.title} puts out values not finite.")
    return tuple(layer.title for layer in layers), [gram(features) for features, _ in found]


def _watched(run: Run, rows: Rows) -> tuple[tuple[str, ...], list[NDArray[np.float64]]]:
    steps: Sequence[int] = run.frame_steps()
    at = np.unique(np.linspace(0, len(steps) - 1, MOMENTS).round().astype(int))
    frames = [(steps[i], run.frame(steps[i])[rows]) for i in at]
    whole = [(step, frame) for step, frame in frames if np.isfinite(frame).all()]
    return tuple(f"{step:,}" for step, _ in whole), [gram(frame) for _, frame in whole]
