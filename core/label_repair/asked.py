"""What is asked of label repair: whose labels are doubted, by which vectors and probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core import data, encoders
from core.data.catalogue import class_count, needs_classes
from core.data.versions import base_of
from core.embeddings import sources
from core.errors import BadSource, BadUpload
from core.label_repair.suspicion import BOTH, FOLDS, ORDERS
from core.runs.find import find_run

ALL, PIXELS = "all", "pixels"
MOST_FOLDS = 20
SMALL = 64
"""Images with shorter sides are compared by pixels where nobody says otherwise."""


@dataclass(frozen=True)
class Asked:
    """How a queue is made; all of it decides what the queue says."""

    name: str
    split: str = ALL
    by: str = ""
    """An encoder's address, PIXELS, or "" for what suits the size of the images."""
    run: str = ""
    """A classifier whose test predictions are the probabilities; "" for cross-validation."""
    order: str = BOTH
    folds: int = FOLDS
    seed: int = 0


def check(asked: Asked) -> None:
    """Raise an EmbedscopeError with a sentence where a queue could not be made."""
    if asked.order not in ORDERS:
        raise BadSource(f"The order is one of {', '.join(ORDERS)}, not {asked.order!r}.")
    if not 2 <= asked.folds <= MOST_FOLDS:
        raise BadSource(f"2 to {MOST_FOLDS} folds are fitted, not {asked.folds}.")
    sources.check(source_of(asked))
    if not class_count(asked.name):
        raise BadUpload(needs_classes(asked.name, "label repair"))
    if asked.run:
        of = find_run(asked.run).data().name
        if asked.split != "test" or base_of(of) != base_of(asked.name):
            raise BadSource(
                f"The run {asked.run} predicted the test images of {of}: it can doubt those labels "
                "alone. Ask for the test images of that set, or for cross-validation."
            )


def source_of(asked: Asked) -> dict[str, Any]:
    """What the vectors are made from; raises as `core.data.load`."""
    by = asked.by or usual(asked.name)
    where = {"data": asked.name, "split": asked.split}
    return (
        {"kind": PIXELS, **where} if by == PIXELS else {"kind": "encoder", "encoder": by, **where}
    )


def usual(name: str) -> str:
    """What a set is compared by where nobody says: an encoder for photos, else their pixels."""
    image = np.asarray(data.load(name, "test").images[0])
    return PIXELS if min(image.shape[:2]) < SMALL else encoders.USUAL
