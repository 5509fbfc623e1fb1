"""A classifier measured again: from the images where they are at hand, else from what it stored."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import BadRecipe
from core.metrics.classification import confusion
from core.metrics.classifier import classifier_figures
from core.metrics.temperature import fit_temperature
from core.recipes.recipe import of_kind
from core.runs.run import Run
from core.runs.standing import title_of
from core.tasks.classify.settings import ClassificationRecipe

DIGITS = 4
"""Of a temperature: more say nothing."""
SMALLEST = 1e-8
"""What stands for a probability that was too small for half precision."""
Scores = NDArray[np.floating]


def evaluate(run: Run, *, stored: bool = False) -> dict[str, Any]:
    """The figures of a run's card, taken anew.

    Args:
        run: a finished run or a checkpoint.
        stored: read the probabilities in the run's folder, though the images may be here, as is
            done where no weights are kept. These tell no temperature: that of the card is taken,
            where it has one.

    Returns:
        `{"checkpoint", "title", "answers": "recomputed" or "stored", "source": where from, "data",
        "temperature", "metrics", "confusion"}`; the last two as a card has them.

    Raises:
        RunBroken: where the run is not finished or a file is missing.
        BadRecipe: where a class was held out.
        DataCorrupt: where the data set is there and cannot be read.
    """
    from core.data import find

    recipe, card = of_kind(run.recipe(), ClassificationRecipe), run.finished()
    if recipe.data.hold_out is not None:
        raise BadRecipe("A run that never saw one of its classes is not measured again.")
    name = card.data.name or recipe.data.name
    frozen = card.head is not None  # its answers come from vectors that may be gone
    found = None if stored or frozen or not run.has_weights else find(name)
    if found is None:
        scores, labels, temperature = _stored(run), run.labels("test"), card.temperature
    else:
        scores, labels, temperature = _recomputed(run, recipe)
    figures = classifier_figures("test", scores, labels, temperature=temperature, seed=recipe.seed)
    lost = _lost(run, scores, labels) if found is None else ()
    figures = {name: each for name, each in figures.items() if name.split("/")[1] not in lost}
    table = confusion(scores.argmax(1), labels, classes=scores.shape[1])
    return {
        "checkpoint": run.name,
        "title": title_of(run),
        "answers": "stored" if found is None else "recomputed",
        "source": f"{run.name}/embedding" if found is None else f"{name} in {found.where}",
        "data": {"name": name, "train": card.data.train, "test": len(labels)},
        "temperature": temperature,
        "metrics": figures,
        "confusion": {"test": table.tolist()},
    }


def temperature_of(scores: Scores, labels: NDArray[np.integer]) -> float:
    """Fitted on validation images' scores [n, classes] and classes int [n], n at least 1."""
    return round(fit_temperature(scores, labels), DIGITS)


def _stored(run: Run) -> Scores:
    """Scores that have the stored probabilities: their logarithms."""
    return np.log(np.maximum(run.probabilities(), SMALLEST))


def _lost(run: Run, scores: Scores, labels: NDArray[np.integer]) -> tuple[str, ...]:
    """Figures that the stored probabilities no longer tell: where only the largest were kept, or
    where half precision made nothing of a true class's.
    """
    if run.largest_kept is not None:
        return "loss", "brier"
    own = scores[np.arange(len(labels)), labels]
    return ("loss",) if (own <= np.log(SMALLEST)).any() else ()


def _recomputed(
    run: Run, recipe: ClassificationRecipe
) -> tuple[Scores, NDArray[np.int64], float | None]:
    from core.tasks.classify.splits import make_splits
    from core.training.embed import embed, load_model

    splits, net, card = make_splits(recipe), load_model(run), run.finished()
    test, aside = splits.test(), splits.validation
    temperature = None
    if len(aside):
        said = embed(net, splits.images(aside), card=card)
        temperature = temperature_of(said, splits.train.labels[aside])
    return embed(net, np.asarray(test.images), card=card), test.labels, temperature
