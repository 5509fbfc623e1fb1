"""Measure a checkpoint again: accuracy, ROC AUC and silhouette, with intervals and sample sizes."""

from __future__ import annotations

import argparse
import json
from typing import Any

from core.metrics.metric import Metric
from core.runs.metric_names import earlier_names


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("checkpoint", help="name of a checkpoint or run, or its folder")
    parser.add_argument(
        "--stored",
        action="store_true",
        help="read the stored embedding, even where the images are at hand",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, confusion included")


def run(args: argparse.Namespace) -> int:
    """Evaluate and print; 0."""
    from core.runs.find import find_run
    from core.tasks.embed.remeasure import evaluate

    evaluation = evaluate(find_run(args.checkpoint), stored=args.stored)
    if args.json:
        print(json.dumps(_plain(evaluation), ensure_ascii=False, allow_nan=False))
    else:
        print(_text(evaluation))
    return 0


def _plain(evaluation: dict[str, Any]) -> dict[str, Any]:
    """With the figures' names that programs know from before."""
    named = earlier_names(evaluation["metrics"], task="embed")
    return {**evaluation, "metrics": {name: metric.as_dict() for name, metric in named.items()}}


def _text(evaluation: dict[str, Any]) -> str:
    data = evaluation["data"]
    lines = [
        f"{evaluation['checkpoint']}: {evaluation['title']}",
        f"{data['name']}, {data['train']:,} training and {data['test']:,} test images; "
        f"embedding {evaluation['embedding']} ({evaluation['source']})",
        f"k-NN with k = {evaluation['neighbours']}; intervals are 95 %, bootstrap",
        "",
        f"{'':22}{'value':>9}  {'95 % interval':^19}{'n':>9}",
    ]
    lines += [_line(name, figure) for name, figure in evaluation["metrics"].items()]
    return "\n".join(lines)


def _line(name: str, figure: Metric) -> str:
    if figure.value is None:
        return f"{name:22}{'-':>9}  {'':19}{figure.n or 0:>9,}"
    interval = f"{figure.low:.4f} to {figure.high:.4f}"
    return f"{name:22}{figure.value:>9.4f}  {interval:^19}{figure.n or 0:>9,}"
