"""Train a recipe once per fold and print loss and k-NN accuracy on the images kept aside."""

from __future__ import annotations

import argparse
import json
import statistics
from typing import Any


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options: those of `train`, and the number of folds."""
    from core.commands.train import recipe_arguments

    recipe_arguments(parser)
    parser.add_argument("--folds", type=int, default=4, help="how many (default: 4, as report 000)")
    parser.add_argument("--json", action="store_true", help="one JSON object at the end")


def run(args: argparse.Namespace) -> int:
    """Train the folds one after another; what is finished is not trained again."""
    from core.commands.train import asked_recipe, train_in
    from core.paths import runs_folder
    from core.recipes.recipe import changed, of_kind
    from core.runs.run import Run
    from core.tasks.embed.settings import EmbeddingRecipe

    recipe = of_kind(asked_recipe(args), EmbeddingRecipe)
    folder = args.out or runs_folder() / f"{recipe.name}-{args.folds}-folds"
    rows: list[dict[str, Any]] = []
    for fold in range(args.folds):
        part = changed(recipe, {"data.validation": 0, "data.folds": args.folds, "data.fold": fold})
        status = train_in(folder / f"fold-{fold}", part, title=f"{recipe.title}, fold {fold}")
        if status:
            return status
        rows.append(Run(folder / f"fold-{fold}").card()["metrics"])
    print(json.dumps(_summary(rows)) if args.json else _text(rows))
    return 0


def _summary(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    figures = {
        "validation_loss": [row["validation_loss"] for row in rows],
        "knn_accuracy_validation": [row["knn_accuracy_validation"]["value"] for row in rows],
    }
    return {
        name: {
            "mean": statistics.fmean(values),
            "deviation": statistics.stdev(values),
            "folds": len(values),
        }
        for name, values in figures.items()
    }


def _text(rows: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{name}: {figure['mean']:.6g} +- {figure['deviation']:.2g} over {figure['folds']} folds"
        for name, figure in _summary(rows).items()
    )
