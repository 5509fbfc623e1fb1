"""Measure a checkpoint again, with intervals and sample sizes: an embedding's accuracy, ROC AUC,
silhouette, Recall@k, MAP@R and all other figures of its vectors; a classifier's accuracy, F1, and
how well it knows when it is right; of a pair model the errors, and what colour alone would reach.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.errors import BadRecipe, RunBroken
from core.metrics.metric import Metric
from core.runs.metric_names import earlier_names

if TYPE_CHECKING:
    from core.runs.run import Run

SAME = 0.005
"""How far a figure may lie from the card's (above 1, in parts of it): half precision and another
processor move it less.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("checkpoint", help="name of a checkpoint or run, or its folder")
    parser.add_argument(
        "--stored",
        action="store_true",
        help="read the stored embedding, even where the images are at hand",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="write the figures that the card lacks into it; those that it has stay",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, confusion included")


def run(args: argparse.Namespace) -> int:
    """Evaluate and print; 0."""
    from core.recipes.kinds import task_entry
    from core.runs.find import find_run

    run = find_run(args.checkpoint)
    task = run.finished().task
    measuring = task_entry(task).part("remeasure")
    if measuring is None:
        raise BadRecipe(f"Runs of the task {task} cannot be measured again yet.")
    evaluation = measuring.evaluate(run, stored=args.stored)
    complete = evaluation.pop("keep", None)
    if args.keep:
        _keep(run, evaluation)
        if complete is not None:
            complete()
    if args.json:
        print(json.dumps(_plain(evaluation, task), ensure_ascii=False, allow_nan=False))
    else:
        print(_text(evaluation))
    return 0


def _keep(run: Run, evaluation: dict[str, Any]) -> None:
    """Into the card what it lacks; raises RunBroken where it says otherwise of what it has."""
    from core.runs.card_file import NAME, write_card

    card, found = run.finished(), evaluation["metrics"]
    for name, metric in found.items():
        known = card.value(name)
        if known is not None and abs(known - (metric.value or 0.0)) > SAME * max(1, abs(known)):
            raise RunBroken(
                f"The card of {run.name} says {known:.4f} of {name}, and this measured "
                f"{metric.value}: nothing is written. Are these the images it was tested on?"
            )
    temperature = evaluation.get("temperature", card.temperature)
    metrics = {**found, **card.metrics}
    write_card(run.folder / NAME, replace(card, metrics=metrics, temperature=temperature))


def _plain(evaluation: dict[str, Any], task: str) -> dict[str, Any]:
    """With the figures' names that programs know from before."""
    named = earlier_names(evaluation["metrics"], task=task)
    return {**evaluation, "metrics": {name: metric.as_dict() for name, metric in named.items()}}


def _text(evaluation: dict[str, Any]) -> str:
    data = evaluation["data"]
    lines = [
        f"{evaluation['checkpoint']}: {evaluation['title']}",
        f"{data['name']}, {data['train']:,} training and {data['test']:,} test images; "
        f"{_what(evaluation)} ({evaluation['source']})",
        f"{_how(evaluation)}; intervals are 95 %, bootstrap",
        "",
        f"{'':42}{'value':>9}  {'95 % interval':^19}{'n':>9}",
    ]
    lines += [_line(name, figure) for name, figure in evaluation["metrics"].items()]
    return "\n".join(lines)


def _what(evaluation: dict[str, Any]) -> str:
    of = "embedding" if "embedding" in evaluation else "answers"
    return f"{of} {evaluation[of]}"


def _how(evaluation: dict[str, Any]) -> str:
    if "neighbours" in evaluation:
        return f"k-NN with k = {evaluation['neighbours']}"
    if "temperature" not in evaluation:
        return "each fold judged by a model that has seen nobody of it"
    temperature = evaluation["temperature"]
    if temperature is None:
        return "no temperature, as no validation images tell one"
    return f"temperature {temperature:.2f}, fitted on the validation images"


def _line(name: str, figure: Metric) -> str:
    if figure.value is None:
        return f"{name:42}{'-':>9}  {'':19}{figure.n or 0:>9,}"
    known = figure.low is not None and figure.high is not None
    interval = f"{figure.low:.4f} to {figure.high:.4f}" if known else ""
    return f"{name:42}{figure.value:>9.4f}  {interval:^19}{figure.n or 0:>9,}"
