"""Train a recipe once per fold and print loss and k-NN accuracy on the images of that fold."""

from __future__ import annotations

import argparse
import json
import statistics
from typing import TYPE_CHECKING

from core.runs.metric_names import earlier_name

if TYPE_CHECKING:
    from core.runs.card import RunCard


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
    from core.recipes.recipe import of_kind
    from core.runs.run import Run
    from core.sweeps.repeats import repeated
    from core.tasks.embed.settings import EmbeddingRecipe

    recipe = of_kind(asked_recipe(args), EmbeddingRecipe)
    folder = args.out or runs_folder() / f"{recipe.name}-{args.folds}-folds"
    rows: list[RunCard] = []
    for name, part in repeated(recipe, {}, folds=args.folds, seeds=(recipe.seed,)):
        status = train_in(folder / name, part, title=f"{recipe.title}, {name.replace('-', ' ')}")
        if status:
            return status
        rows.append(Run(folder / name).finished())
    print(json.dumps(_summary(rows)) if args.json else _text(rows))
    return 0


def _summary(rows: list[RunCard]) -> dict[str, dict[str, float]]:
    """By the names that programs know from before."""
    figures = {
        earlier_name(name, task="embed"): [row.metric(name).value or 0.0 for row in rows]
        for name in ("validation/loss", "validation/knn_accuracy")
    }
    return {
        name: {
            "mean": statistics.fmean(values),
            "deviation": statistics.stdev(values),
            "folds": len(values),
        }
        for name, values in figures.items()
    }


def _text(rows: list[RunCard]) -> str:
    return "\n".join(
        f"{name}: {figure['mean']:.6g} +- {figure['deviation']:.2g} over {figure['folds']} folds"
        for name, figure in _summary(rows).items()
    )
