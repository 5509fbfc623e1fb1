"""Is there anything on a photo that resembles what a net has learned?

A net names whatever it is shown. How strange a photo is, is told from maps in the middle of the
net, averaged over their places, where it still sees more than the classes it was trained for: the
cosine distance to the nearest known photo, over the distance that garments usually have there, and
the mean of that over the layers.

Source: Sun et al., Out-of-Distribution Detection with Deep Nearest Neighbors, ICML 2022,
https://arxiv.org/abs/2204.06507 (nearest neighbour); layers and their mean by us
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.evaluation.class_probability import directions

LAYERS = {"stage-5": "blocks.10", "stage-6": "blocks.14"}
"""The layers that are compared, by the module that gives them (EfficientNet-Lite0)."""
KEEP = 0.95
"""Share of known garments, kept aside from training, that must count as familiar."""
USUAL = 0.9
"""The quantile of garments' distances that counts as the usual one of a layer."""
Layers = Mapping[str, NDArray[np.floating]]
"""Averaged maps of photos by layer: [n, channels]."""


@dataclass(frozen=True, eq=False)
class Familiar:
    """What is known, and from where on a photo is strange."""

    known: Layers
    """Of the photos that were trained on."""
    usual: Mapping[str, float]
    """The usual distance of each layer."""
    limit: float
    """A photo is strange beyond this."""

    def strangeness(self, seen: Layers) -> NDArray[np.float64]:
        """How far photos lie from all that is known, in usual distances: [n]."""
        parts = [
            _nearest(seen[name], self.known[name]) / usual for name, usual in self.usual.items()
        ]
        result: NDArray[np.float64] = np.mean(parts, axis=0)
        return result


def fit(known: Layers, aside: Layers, *, keep: float = KEEP) -> Familiar:
    """Take the distances and the limit from garments that were kept aside from training."""
    usual = {
        name: float(np.quantile(_nearest(aside[name], stored), USUAL))
        for name, stored in known.items()
    }
    unlimited = Familiar(known, usual, np.inf)
    return Familiar(known, usual, float(np.quantile(unlimited.strangeness(aside), keep)))


def _nearest(seen: NDArray[np.floating], known: NDArray[np.floating]) -> NDArray[np.float64]:
    """The cosine distance of each photo to the nearest known one: [n]."""
    result: NDArray[np.float64] = 1 - (directions(seen) @ directions(known).T).max(axis=1)
    return result
