"""List the nets: input shape and trainable parameters at d = 2."""

from __future__ import annotations

import argparse
import json

DIMENSION = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="one JSON list")
    parser.add_argument("--dimension", type=int, default=DIMENSION, help="outputs d (default: 2)")


def run(args: argparse.Namespace) -> int:
    """Build each net, without filling its weights, and count."""
    import torch

    from core import nets

    with torch.device("meta"):
        rows = [
            {
                "name": name,
                "input_shape": list(nets.input_shape(name)),
                "parameters": nets.parameters(nets.build(name, dimension=args.dimension)),
            }
            for name in nets.names()
        ]
    if args.json:
        print(json.dumps(rows))
        return 0
    for row in rows:
        shape = " x ".join(map(str, row["input_shape"]))  # type: ignore[call-overload]
        print(f"{row['name']:<12} {shape:<12} {row['parameters']:>12,}")
    return 0
