"""Whether the maps over two faces can be believed: with random weights of the pair model they must
become others, and the probability must follow them (core.inference.faithfulness).

The encoders of faces are frozen parts of packages and stay as they are: what is asked is whether
the maps depend on what the pair model learned.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from core.inference.explanation_check import Checked
from core.inference.faithfulness import against_chance
from core.inference.kinship.occlusion import (
    GREY,
    SECONDS,
    Covered,
    Spoken,
    covered_faces,
    drops_of,
    encoded,
    spoken,
    with_square,
)
from core.inference.kinship.pair_model import Chosen, PairModel
from core.inference.randomised import randomised
from core.metrics.explanation import area, cells, order, rank_correlation
from core.metrics.occlusion import Heat, squares

STEPS = 6
"""Squares a side, and how many times some of them go."""
BLUR = 0.1
"""Of the blurred face that squares come back on, in parts of its edge."""


def checked_occlusion(
    model: PairModel, a: Chosen, b: Chosen, *, seconds: float = SECONDS, seed: int = 0
) -> tuple[tuple[Spoken, Spoken], Checked]:
    """The maps of both faces as `occlusion` makes them, and their check."""
    covered = covered_faces(model, a, b, seconds=seconds)
    heats = covered.heats(model.scores)
    heads = [randomised(head, seed=seed) for head in model.heads]
    without = covered.heats(lambda vectors, pairs: model.scores(vectors, pairs, heads=heads))
    likeness = rank_correlation(np.stack(heats), np.stack(without))
    random = np.random.default_rng(seed)
    by_chance = [random.random((STEPS, STEPS)) for _ in heats]
    areas = [_areas(model, covered, each, seed=seed) for each in (heats, by_chance)]
    return spoken(a, b, heats), Checked({"the pair model": likeness}, against_chance(areas))


def _areas(
    model: PairModel, covered: Covered, heats: Sequence[Heat | NDArray[np.float64]], *, seed: int
) -> list[float]:
    """Deletion and insertion, the mean over both faces: the other one stays as it is."""
    start = model.scores(covered.plain, np.array([[0, 1]]))[0]
    found = []
    for side, heat in enumerate(heats):
        places = order(cells(heat, STEPS), seed=seed)
        for inserted in (False, True):
            vectors = _turned(model, covered.crops[side], places, inserted=inserted)
            scores = start - drops_of(model.scores, covered.plain, side, vectors)
            found.append(area(model.probabilities(scores)))
    return [float(np.mean(found[which::2])) for which in (0, 1)]


def _turned(
    model: PairModel,
    crops: Sequence[NDArray[np.uint8]],
    places: NDArray[np.int64],
    *,
    inserted: bool,
) -> NDArray[np.float32]:
    """A face while its places become grey, or come back on its blurred self: [STEPS + 1, d]."""
    middles, parts = squares([STEPS], side=0), []
    for crop, encoder in zip(crops, model.encoders, strict=True):
        now, content = (_blurred(crop), crop) if inserted else (crop, GREY)
        steps = [now]
        for some in np.array_split(places, STEPS):
            for place in some:
                now = with_square(now, encoder.template, middles[place], 1 / STEPS, content)
            steps.append(now)
        parts.append([np.stack(steps)])
    return encoded(model, parts)


def _blurred(crop: NDArray[np.uint8]) -> NDArray[np.uint8]:
    radius = BLUR * len(crop)
    return np.asarray(Image.fromarray(crop).filter(ImageFilter.GaussianBlur(radius)))
