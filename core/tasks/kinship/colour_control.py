"""What colours, light and sharpness alone tell of kinship: the control beside every figure.

Each pair is thirteen differences of its pictures' statistics (core.faces.picture_statistics), and a
logistic model of them is fitted on the other folds' pairs. Nobody's features are seen, so what it
reaches says how the data were collected, not who resembles whom.

Source: Dawson et al. 2018, "From same photo: cheating on visual kinship challenges", ACCV.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.tasks.kinship.protocol import Judged

Scores = NDArray[np.float64]


def control_scores(folds: Sequence[Judged], colours: NDArray[np.float32]) -> list[Scores]:
    """Logits of each fold's pairs by a model of the other folds'; colours float32 [photos, 13]."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    differences = [_differences(each, colours) for each in folds]
    found = []
    for number, own in enumerate(differences):
        others = [each for other, each in enumerate(differences) if other != number]
        kin = [each.kin for other, each in enumerate(folds) if other != number]
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
        model.fit(np.concatenate(others), np.concatenate(kin))
        found.append(np.asarray(model.decision_function(own), np.float64))
    return found


def _differences(pairs: Judged, colours: NDArray[np.float32]) -> NDArray[np.float32]:
    first, second = (colours[pairs.photos[:, side]] for side in (0, 1))
    apart: NDArray[np.float32] = np.abs(first - second)
    return apart
