"""What became of pair models, in a sentence or two."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from core.diagnosis.learning_rate import what_to_try
from core.metrics.decimal import decimal
from core.metrics.metric import Metric
from core.runs.card import RunCard
from core.runs.curves import first_model
from core.runs.run import Run


def verdict(run: Run, card: RunCard) -> str:
    """What its card says of a finished run; of models trained in turn the first one's losses tell,
    as each begins anew.
    """
    history = run.history()
    return diagnosis(card.metrics, history["loss"][first_model(history)])


def diagnosis(metrics: Mapping[str, Metric], loss: NDArray[np.float64]) -> str:
    """What came out, in a sentence or two; `loss` is what was logged in training, [n]."""
    area, right = metrics["test/roc_auc"], metrics["test/accuracy"]
    error = metrics["test/expected_calibration_error"]
    text = (
        f"ROC AUC {_share(area.value)} ({_share(area.low)} to {_share(area.high)}); accuracy "
        f"{_share(right.value)} at the threshold from validation families; probabilities are off "
        f"by {_share(error.value)} on average."
    )
    if area.low is None or area.low <= 0.5:
        return f"Learned nothing: {text} {what_to_try(loss)}"
    return f"Learned: {text}"


def _share(value: float | None) -> str:
    return "–" if value is None else decimal(value, 3)
