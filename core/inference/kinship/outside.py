"""Is this picture of a kind that a pair model was judged on? Its limits, and what lies beyond."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np

from core.faces.picture_statistics import KINDS, kind
from core.inference.kinship.pair_model import Chosen, PairModel

Limits: TypeAlias = Mapping[str, Mapping[str, float]]
"""By statistic and side ("least", "most"), as core.tasks.kinship.judged_on writes them."""
SAYS = {
    ("size", "least"): "the face is small: {value:.0f} pixels between the eyes, judged from "
    "{limit:.0f} on",
    ("beyond", "most"): "the crop is tight: {value:.0%} of the frame lies beyond the picture, "
    "judged up to {limit:.0%}",
    ("black", "most"): "{value:.0%} of the frame is black, judged up to {limit:.0%}",
    ("colour", "least"): "it has hardly any colour",
    ("sharpness", "least"): "it is blurred, more than what was judged",
    ("light", "least"): "it is darker than what was judged",
    ("light", "most"): "it is lighter than what was judged",
}
WHERE = ("first", "second")
CROPPED = {("size", "least"), ("beyond", "most")}
"""What small, tight crops are told by; a calibration of their own may answer those."""


def beyond(chosen: Chosen, limits: Limits) -> dict[tuple[str, str], str]:
    """What of a face's picture lies outside of what was judged: by statistic and side, a clause."""
    if not limits:
        return {}
    photo, face = chosen
    found = dict(zip(KINDS, kind(photo.image, face).tolist(), strict=True))
    told = {}
    for name, sides in limits.items():
        for side, limit in sides.items():
            value = found.get(name, np.nan)
            if value < limit if side == "least" else value > limit:
                told[name, side] = SAYS[name, side].format(value=value, limit=limit)
    return told


def kind_of(model: PairModel, pair: tuple[Chosen, Chosen]) -> tuple[bool, tuple[str, ...]]:
    """Whether the calibration for small, tight crops answers, and what else lies outside of what
    was judged, a clause for each photo: of a crop only what makes it none of those either.
    """
    found = [beyond(each, model.limits) for each in pair]
    crops = model.crops is not None and all(CROPPED & set(each) for each in found)
    told = [
        f"on the {where} photo {says}"
        for where, each in zip(WHERE, found, strict=True)
        for which, says in each.items()
        if not (crops and which in CROPPED)
    ]
    return crops, tuple(told)
