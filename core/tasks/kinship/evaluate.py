"""The end of a run of pair models: judge every fold, calibrate, keep weights and scores, the card.

Files beside those of every run:

    calibration.json    from a logit to the probability of kin; the threshold; how both were found
    scores/             kin.npy, far.npy, near.npy: float32 logits of the tested pairs, each by a
                        model that has seen nobody of their families; crops-kin.npy, crops-far.npy:
                        those of another data set's crops (core.tasks.kinship.judged_on)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.metrics import calibration as calibrations
from core.metrics.classification import auc
from core.metrics.verification import accuracy_at, best_threshold
from core.runs.card import DataCard, Metric, RunCard
from core.runs.card_parts import FoldCard, HeadCard, KinshipCard, PeopleCard
from core.runs.writer import RunWriter
from core.tasks.kinship.figures import Fold, figures
from core.tasks.kinship.heads._head import score
from core.tasks.kinship.judged_on import judged_on
from core.tasks.kinship.plan import model_name
from core.tasks.kinship.protocol import FAR, KIN, NEAR, joined

if TYPE_CHECKING:
    from core.tasks.kinship.task import Kinship
    from core.training.trainer import Trainer

Logits = NDArray[np.float64]
CALIBRATION = "calibration.json"


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
    folds = [tested(task, fold) for fold in range(task.plan.folds)]
    _keep_scores(task, folds)
    known = {**_whole(task, folds), **judged_on(task, folds)}
    files.write_json(task.run.folder / CALIBRATION, known)
    return replace(_card(task, trainer, folds), metrics=folds_figures(task, folds))


def folds_figures(task: Kinship, folds: list[Fold]) -> dict[str, Metric]:
    """The card's figures of tested folds."""
    colours = None if task.pictures is None else task.pictures.colours
    return figures(folds, colours, seed=task.seed)


def tested(task: Kinship, fold: int) -> Fold:
    """A fold judged by the model that has not seen it, and calibrated by others that it has not."""
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
