"""List the nets: input shape, and trainable parameters at each net's own standard outputs."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.nets import Outputs


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="one JSON list")
    parser.add_argument(
        "--dimension", type=int, help="count at this many outputs (default: each net's own)"
    )


def run(args: argparse.Namespace) -> int:
    """Build each net, without filling its weights, and count."""
    from core import nets

    rows = [_row(name, args.dimension) for name in nets.names()]
    print(json.dumps(rows) if args.json else "\n".join(map(_text, rows)))
    return 0


def _row(name: str, dimension: int | None) -> dict[str, Any]:
    """`parameters` are those of the first of its outputs."""
    from core import nets

    asked = nets.outputs(name)
    if dimension is not None:
        asked = (nets.Outputs(f"{dimension} outputs", dimension, nets.Variant()),)
    counted = [_counted(name, each) for each in asked]
    return {
        "name": name,
        "title": nets.title(name),
        "input_shape": list(nets.input_shape(name)),
        "parameters": counted[0]["parameters"],
        "outputs": counted,
    }


def _counted(name: str, asked: Outputs) -> dict[str, Any]:
    import torch

    from core import nets

    with torch.device("meta"):
        net = nets.build(name, dimension=asked.dimension, variant=asked.variant)
    return {
        "name": asked.name,
        "dimension": asked.dimension,
        **asked.variant.chosen,
        "parameters": nets.parameters(net),
    }


def _text(row: dict[str, Any]) -> str:
    shape = " x ".join(map(str, row["input_shape"]))
    heads = [f"{row['name']:<20}{shape:<14}", *[" " * 34] * (len(row["outputs"]) - 1)]
    return "\n".join(
        f"{head}{each['parameters']:>12,}  {each['name']}"
        for head, each in zip(heads, row["outputs"], strict=True)
    )
