"""How far the weights of a shipped kin head moved from where its seed drew them, and which way.

    python -m tools.head_movement RECIPE NAME

writes what it finds as the trial NAME (core/studies/trials/NAME.json), which the reports' texts
cite: of the layer that reads |x1 - x2| the share of weights that rose, and the largest move.
"""

from __future__ import annotations

import argparse
import datetime
import sys

import numpy as np
import torch
from safetensors.torch import load_file

from core import files, paths
from core.metrics.metric import Metric
from core.recipes.recipe import load_recipe, of_kind
from core.studies.trial import FOLDER, Trial
from core.tasks.kinship import heads
from core.tasks.kinship.settings import KinshipRecipe
from core.training.rng import draw_from, fold_in
from core.typed_json import plain


def movement(recipe: KinshipRecipe, *, inputs: int) -> dict[str, Metric]:
    """Over all of a checkpoint's models: the share of the first layer's weights that rose, and the
    largest move of any number.
    """
    kept = load_file(paths.CHECKPOINTS / recipe.name / "model.safetensors")
    names = sorted({key.split(".")[0] for key in kept})
    rose, largest = [], 0.0
    for number in range(len(names)):
        draw_from(fold_in("pair-model", recipe.seed, number), "cpu")
        head = heads.build(recipe.head.name, blocks=(inputs,), options=recipe.head.options)
        start = dict(head.state_dict())
        of = [_apart(kept, name, start) for name in names]
        moved = min(of, key=lambda each: max(float(m.abs().max()) for m in each.values()))
        first = next(m for m in moved.values() if m.ndim == 2)
        rose.append(first.numpy().ravel() > 0)
        largest = max(largest, *(float(m.abs().max()) for m in moved.values()))
    every = np.concatenate(rose)
    return {
        "head/weights_risen": Metric(float(every.mean()), n=len(every)),
        "head/largest_move": Metric(largest),
    }


def _apart(
    kept: dict[str, torch.Tensor], name: str, start: dict[str, torch.Tensor]
) -> dict[str, torch.Tensor]:
    """What the model of that name differs by from a start: its own is the nearest."""
    return {key: kept[f"{name}.{key}"].float() - value for key, value in start.items()}


def main() -> int:
    """Measure and write; 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe")
    parser.add_argument("name")
    parser.add_argument("--inputs", type=int, default=128, help="numbers in a face's vector")
    asked = parser.parse_args()
    recipe = of_kind(load_recipe(asked.recipe), KinshipRecipe)
    kept = Trial(
        name=asked.name,
        recipe=recipe.name,
        seeds=(recipe.seed,),
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        metrics=movement(recipe, inputs=asked.inputs),
    )
    path = FOLDER / f"{asked.name}.json"
    files.write_json(path, {key: value for key, value in plain(kept).items() if key != "name"})
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
