"""The end of a run of pair models: judge every fold, calibrate, keep weights and scores, the card.

Files beside those of every run:

    calibration.json    from a logit to the probability of kin; the threshold; how both were found
    scores/             kin.npy, far.npy, near.npy: float32 logits of the tested pairs, each by a
                        model that has seen nobody of their families
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.diagnosis.learning_rate import what_to_try
from core.metrics import calibration as calibrations
from core.metrics.bootstrap import measured_mean
from core.metrics.classification import auc
from core.metrics.decimal import decimal
from core.metrics.verification import (
    Errors,
    accuracy_at,
    best_threshold,
    errors,
    measured_auc_of_folds,
    measured_share,
)
from core.runs.card import DataCard, Metric, RunCard
from core.runs.card_parts import FoldCard, HeadCard, KinshipCard, PeopleCard
from core.runs.writer import RunWriter
from core.tasks.kinship.heads._head import score
from core.tasks.kinship.plan import model_name
from core.tasks.kinship.protocol import FAR, KIN, NEAR, Judged, joined

if TYPE_CHECKING:
    from core.tasks.kinship.task import Kinship
    from core.training.trainer import Trainer

Logits = NDArray[np.float64]


@dataclass(frozen=True)
class Fold:
    """A tested fold: its pairs, logits, and what validation families said of the threshold."""

    judged: Judged
    logits: Logits
    threshold: float
    validation_auc: float
    probabilities: Logits

    @property
    def random(self) -> tuple[Logits, NDArray[np.bool_], NDArray[np.int64]]:
        """Logits, truth and families of kin and far."""
        rows = self.judged.random
        return self.logits[rows], self.judged.kin[rows], self.judged.families[rows]

    @property
    def errors(self) -> Errors:
        """Of kin and far."""
        logits, kin, _ = self.random
        return errors(logits, kin)

    def near(self) -> tuple[Logits, NDArray[np.bool_], NDArray[np.int64]]:
        """Logits, truth and families of kin and near."""
        rows = self.judged.sort != FAR
        return self.logits[rows], self.judged.kin[rows], self.judged.families[rows]


def keep(task: Kinship, writer: RunWriter) -> None:
    """Write the weights of the models that are kept."""
    writer.weights(
        {
            f"{model_name(without)}.{key}": value.half() if value.is_floating_point() else value
            for without in task.plan.kept
            for key, value in task.weights[without].items()
        }
    )


def card(task: Kinship, trainer: Trainer) -> RunCard:
    """Judge every fold; write scores and calibration; the card."""
    folds = [_fold(task, fold) for fold in range(task.plan.folds)]
    _keep_scores(task, folds)
    files.write_json(task.run.folder / "calibration.json", _whole(task, folds))
    return replace(_card(task, trainer, folds), metrics=_metrics(folds, seed=task.seed))


def diagnosis(metrics: Mapping[str, Metric], loss: Logits) -> str:
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


def _fold(task: Kinship, fold: int) -> Fold:
    judged = task.corpus.judged[fold]
    logits = score(task.trained(task.plan.tests(fold)), task.inputs, judged.photos)
    aside = []
    for without, other in task.plan.validates(fold):
        pairs = task.corpus.judged[other]
        pairs = pairs.take(pairs.random)
        aside.append((score(task.trained(without), task.inputs, pairs.photos), pairs.kin))
    known, kin = (np.concatenate(parts) for parts in zip(*aside, strict=True))
    calibrated = calibrations.fit(task.recipe.calibration, known, kin)
    return Fold(
        judged=judged,
        logits=logits,
        threshold=best_threshold(known, kin),
        validation_auc=float(np.mean([auc(values, truth) for values, truth in aside])),
        probabilities=calibrated(logits),
    )


def _metrics(folds: list[Fold], *, seed: int) -> dict[str, Metric]:
    random = [fold.random for fold in folds]
    hits = [(fold.logits >= fold.threshold) == fold.judged.kin for fold in folds]
    every = joined([fold.judged for fold in folds])
    right, rows = np.concatenate(hits), every.random
    stated = np.concatenate([fold.probabilities for fold in folds])
    metrics = {
        "test/roc_auc": measured_auc_of_folds(random, seed=seed),
        "test/accuracy": measured_share(right[rows], every.families[rows], seed=seed),
        "test/equal_error_rate": _mean([f.errors.equal_error_rate for f in folds]),
        "test/false_accept_rate": Metric(float(1 - right[every.sort == FAR].mean())),
        "test/false_reject_rate": Metric(float(1 - right[every.sort == KIN].mean())),
        "test/expected_calibration_error": Metric(
            calibrations.expected_calibration_error(stated[rows], every.kin[rows])
        ),
        "validation/roc_auc": _mean([fold.validation_auc for fold in folds]),
        "test/fold_accuracy": measured_mean(np.array(_accuracies(folds))),
    }
    if (every.sort == NEAR).any():
        near = [fold.near() for fold in folds if (fold.judged.sort == NEAR).any()]
        metrics["test/roc_auc/near"] = measured_auc_of_folds(near, seed=seed)
    return metrics | _by_kind(folds, right, every, seed)


def _mean(values: list[float]) -> Metric:
    return Metric(float(np.mean(values)))


def _accuracies(folds: list[Fold]) -> list[float]:
    return [accuracy_at(*fold.random[:2], fold.threshold) for fold in folds]


def _by_kind(
    folds: list[Fold], right: NDArray[np.bool_], every: Judged, seed: int
) -> dict[str, Metric]:
    """Accuracy and ROC AUC of each relation that the data name."""
    found: dict[str, Metric] = {}
    for kind in sorted(set(every.kinds[every.random]) - {""}):
        rows = (every.kinds == kind) & every.random
        share = measured_share(right[rows], every.families[rows], seed=seed)
        found[f"test/accuracy/{kind}"] = share
        parts = []
        for fold in folds:
            own = (fold.judged.kinds == kind) & fold.judged.random
            parts.append((fold.logits[own], fold.judged.kin[own], fold.judged.families[own]))
        if all(kin.any() and not kin.all() for _, kin, _ in parts):
            found[f"test/roc_auc/{kind}"] = measured_auc_of_folds(parts, seed=seed)
    return found


def _whole(task: Kinship, folds: list[Fold]) -> dict[str, Any]:
    """Calibration and threshold for photos of anybody else, from the tested pairs of all folds."""
    logits = np.concatenate([fold.random[0] for fold in folds])
    kin = np.concatenate([fold.random[1] for fold in folds])
    fitted = calibrations.fit(task.recipe.calibration, logits, kin)
    return {
        **fitted.as_dict(),
        "threshold": best_threshold(logits, kin),
        "pairs": len(kin),
        "fitted_on": "the tested pairs of all folds, half of them kin, each by a model that has "
        "seen nobody of their families",
    }


def _keep_scores(task: Kinship, folds: list[Fold]) -> None:
    every = joined([fold.judged for fold in folds])
    logits = np.concatenate([fold.logits for fold in folds])
    for sort in (KIN, FAR, NEAR):
        chosen = np.sort(logits[every.sort == sort]).astype(np.float32)
        files.write_array(task.run.folder / f"scores/{sort}.npy", chosen)


def _card(task: Kinship, trainer: Trainer, folds: list[Fold]) -> RunCard:
    recipe, people = task.recipe, task.corpus.people
    head = task.trained(task.plan.kept[0])
    kinship = KinshipCard(
        head=HeadCard(
            name=recipe.head.name,
            options=recipe.head.options,
            parameters=sum(p.numel() for p in head.parameters()),
            models=tuple(model_name(without) for without in task.plan.kept),
        ),
        encoders=tuple(each.as_card() for each in task.used),
        mirror=recipe.faces.mirror,
        folds=tuple(_fold_line(fold) for fold in folds),
        people=PeopleCard(
            also=recipe.data.also,
            protocol=task.corpus.about,
            validation=recipe.data.validation,
            people=len(people.people),
            photos=len(people.photos),
            families=len(people.families),
            relations=len(people.relations),
            skipped=people.skipped,
        ),
    )
    return replace(trainer.card_head(), data=DataCard(name=recipe.data.name), kinship=kinship)


def _fold_line(fold: Fold) -> FoldCard:
    logits, kin, _ = fold.random
    return FoldCard(
        pairs=len(kin),
        roc_auc=auc(logits, kin),
        accuracy=accuracy_at(logits, kin, fold.threshold),
        threshold=fold.threshold,
    )
