"""List, try, add and remove encoders: what turns images into vectors."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--add", metavar="FILE", help="keep a file as an encoder of your own")
    what.add_argument("--try", metavar="ADDRESS", dest="tried", help="load one and say what it is")
    what.add_argument("--remove", metavar="NAME", help="remove an encoder of your own")
    parser.add_argument("--title", help="what to call it (default: the file's name)")
    parser.add_argument("--net", help="whose weights the file holds, such as torchvision:resnet18")
    parser.add_argument("--layer", help="what is read: a layer's name, an ONNX file's output")
    parser.add_argument("--pool", choices=("mean", "first"), help="makes one vector of several")
    parser.add_argument(
        "--set",
        metavar="PART=VALUE",
        action="append",
        default=[],
        help="of the preprocessing: size, resize, crop, interpolation, channels, mean, std",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Do what is asked and print it; 0."""
    from core.encoders import own

    if args.remove:
        own.delete_own(args.remove)
        print(f"{args.remove} is removed; maps that were made with it stay.")
        return 0
    found = _added(args) if args.add else _told(args.tried) if args.tried else _all()
    print(json.dumps(found, indent=1, ensure_ascii=False) if args.json else _text(found))
    return 0


def _all() -> dict[str, Any]:
    """By address: those that can be chosen, and why own ones cannot."""
    from core import encoders
    from core.encoders import own

    return encoders.offered() | {name: f"broken: {why}" for name, why in own.broken_own().items()}


def _told(address: str) -> dict[str, Any]:
    from core import encoders

    loaded = encoders.load(address)
    return {
        "address": loaded.address,
        "title": loaded.title,
        "dimension": loaded.dimension,
        "preprocessing": loaded.preprocessing.sentence(),
        "note": loaded.note,
    }


def _added(args: argparse.Namespace) -> dict[str, Any]:
    from core import encoders
    from core.encoders import own

    changed = dict(part.partition("=")[::2] for part in args.set)
    path = str(Path(args.add).absolute())
    asked = encoders.Address("file", path, args.layer, args.net, args.pool, changed)
    loaded = encoders.load(str(encoders.Address.of(str(asked))))
    kept = own.keep(loaded, title=args.title or Path(path).stem)
    return {"address": kept.address, "title": kept.title, "dimension": kept.dimension}


def _text(found: dict[str, Any]) -> str:
    wide = max(map(len, found), default=0)
    return "\n".join(f"{key:<{wide}}  {value}".rstrip() for key, value in found.items())
