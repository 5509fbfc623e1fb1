"""A tiny classifier on scikit-learn's digits, trained once for the pages that show one."""

from __future__ import annotations

from pathlib import Path

from core.jobs.jobs import make_job
from core.recipes.recipe import changed, of_kind
from core.studies.shipped import shipped
from core.tasks.classify.settings import ClassificationRecipe

SMALL = {
    "data.name": "digits",
    "data.classes": 4,
    "data.validation": 60,
    "batch.size": 60,
    "length.epochs": 4,
    "optimiser.lr": 0.05,
    "probe.size": 20,
    "probe.frames": 3,
    "precision": "fp32",
}


def small_recipe(name: str = "report-base-net", **settings: object) -> ClassificationRecipe:
    """A shipped recipe on four digits, some seconds of work."""
    return of_kind(changed(shipped()[name], {**SMALL, **settings}), ClassificationRecipe)


def small_training(folder: Path, recipe: ClassificationRecipe, *, title: str) -> Path:
    """The finished job's folder."""
    from core.jobs.worker import work

    make_job(folder, [recipe], title=title)
    assert work(folder) == 0
    return folder
