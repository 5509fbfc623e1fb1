"""What a pair model was judged on: which pictures, and how it scores crops of another data set.

Two parts of `calibration.json`, so that an answer beyond either can say so:

    pictures    of each statistic of a face's picture (core.faces.picture_statistics) the least and
                the most that was judged, without the rarest in two hundred on that side
    crops       a calibration of its own for small, tight crops, from KinFaceW-I's listed pairs,
                where those are on this machine; their scores stand in scores/crops-*.npy
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.data import find
from core.faces.picture_statistics import KINDS
from core.metrics import calibration as calibrations
from core.metrics.verification import best_threshold
from core.runs.run import Run
from core.tasks.kinship.corpus import load_corpus
from core.tasks.kinship.figures import Fold
from core.tasks.kinship.protocol import joined
from core.tasks.kinship.settings import Data

if TYPE_CHECKING:
    from core.tasks.kinship.task import Kinship

RARE = 0.005
LEAST, MOST = "least", "most"
SIDES = {
    "size": (LEAST,),
    "beyond": (MOST,),
    "black": (MOST,),
    "colour": (LEAST,),
    "sharpness": (LEAST,),
    "light": (LEAST, MOST),
}
"""Which end is another kind of picture: a larger face or a sharper one is none."""
CROPS = "kinfacew"


def judged_on(task: Kinship, folds: Sequence[Fold]) -> dict[str, Any]:
    """Both parts, as far as there are pictures; writes the scores of the crops."""
    known: dict[str, Any] = {}
    if task.pictures is not None:
        photos = np.unique(joined([fold.judged for fold in folds]).photos)
        known["pictures"] = picture_limits(task.pictures.kind[photos])
    crops = crops_scored(task)
    if crops is not None:
        known["crops"] = _keep_crops(task.run, task.recipe.calibration, crops)
    return known


@dataclass(frozen=True)
class Crops:
    """Pairs of another data set's small, tight crops, as the kept models score them."""

    scores: NDArray[np.float64]
    kin: NDArray[np.bool_]


def picture_limits(kinds: NDArray[np.float32]) -> dict[str, dict[str, float]]:
    """The limits of what was judged, by statistic and side; `kinds` float32 [n, len(KINDS)]."""
    quantile = {LEAST: RARE, MOST: 1 - RARE}
    return {
        name: {side: round(float(np.quantile(kinds[:, place], quantile[side])), 4) for side in ends}
        for place, name in enumerate(KINDS)
        for ends in (SIDES[name],)
    }


def crops_scored(task: Kinship) -> Crops | None:
    """The listed pairs of KinFaceW-I; None where they are not here, or are what was trained on."""
    from core.tasks.kinship.heads._head import VectorInputs, score
    from core.tasks.kinship.vectors import vectors_of

    recipe = task.recipe
    known = {recipe.data.name, recipe.data.also}
    if recipe.faces.fine_tune or CROPS in known or find(CROPS) is None:
        return None
    corpus = load_corpus(Data(name=CROPS), seed=recipe.seed)
    vectors = vectors_of(
        corpus,
        task.used,
        mirror=recipe.faces.mirror,
        progress=task.progress,
        stop=task.stop,
    )
    pairs = joined(corpus.judged)
    heads = [task.trained(without) for without in task.plan.kept]
    logits = [score(head, VectorInputs(vectors), pairs.photos) for head in heads]
    return Crops(np.mean(logits, axis=0), pairs.kin)


def _keep_crops(run: Run, method: str, crops: Crops) -> dict[str, Any]:
    """Write their scores; what `calibration.json` says of them."""
    for name, rows in (("kin", crops.kin), ("far", ~crops.kin)):
        chosen = np.sort(crops.scores[rows]).astype(np.float32)
        files.write_array(run.folder / f"scores/crops-{name}.npy", chosen)
    return {
        **calibrations.fit(method, crops.scores, crops.kin).as_dict(),
        "threshold": best_threshold(crops.scores, crops.kin),
        "pairs": len(crops.kin),
        "fitted_on": "the listed pairs of KinFaceW-I, crops of 64 pixels, half of them kin, by "
        "the model for anybody's photos, which never saw these crops",
    }
