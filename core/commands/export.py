"""Save an embedding set, or a run's net, as a file for other programs (docs/out.md)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.embeddings import EmbeddingSet

NETS = {"onnx": "{}.onnx", "safetensors": "{}.zip"}
"""What a run's net is saved as, and what the file is called."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    from core.embeddings.exports import formats

    parser.add_argument(
        "name", help="an embedding set, as `embeddings` prints it, or a run; of a net, a run"
    )
    parser.add_argument(
        "--as",
        dest="form",
        required=True,
        choices=[*formats(), *NETS],
        help="the format; onnx and safetensors (a zip with the card) are of a run's net",
    )
    parser.add_argument("--out", metavar="FILE", type=Path, help="(default: here, after its name)")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="only points of which this holds, such as class=cat, correct=wrong, confidence<0.5 or "
        "name~IMG; as often as needed",
    )
    parser.add_argument(
        "--neighbours", type=int, default=0, metavar="K", help="the K nearest of each point, too"
    )
    parser.add_argument("--layer", help="of a net: up to this layer (default: its features)")


def run(args: argparse.Namespace) -> int:
    """Write the file and print what it is; 0."""
    return _net(args) if args.form in NETS else _points(args)


def _points(args: argparse.Namespace) -> int:
    from core.embeddings.chosen import chosen_rows
    from core.embeddings.exports import export, file_name

    points = _set_of(args.name)
    rows = chosen_rows(points, args.where) if args.where else None
    target = args.out or Path(file_name(points, args.form, part=rows is not None))
    export(points, args.form, target, rows=rows, neighbours=args.neighbours)
    count = points.about()["count"] if rows is None else len(rows)
    print(f"{target}: {count:,} points")
    return 0


def _set_of(name: str) -> EmbeddingSet:
    """An embedding set by its name, or what a run's net makes of its test images."""
    from core.embeddings import find_embedding_set, sources
    from core.errors import UnknownName
    from core.runs.find import find_run, run_key

    try:
        return find_embedding_set(name)
    except UnknownName:
        return sources.make({"kind": "run", "run": run_key(find_run(name))})


def _net(args: argparse.Namespace) -> int:
    from core import files
    from core.encoders.as_onnx import write_onnx
    from core.errors import BadEncoder
    from core.runs.find import find_run
    from core.runs.share import model_zip

    if args.where or args.neighbours:
        raise BadEncoder(f"--where and --neighbours are of points; {args.form} is of a net.")
    found = find_run(args.name)
    target = args.out or Path(NETS[args.form].format(found.name))
    if args.form == "onnx":
        print(f"{target}: {write_onnx(found, target, layer=args.layer).sentence()}")
        return 0
    content = model_zip(found)
    files.write(target, lambda part: part.write_bytes(content))
    print(f"{target}: weights as safetensors, card, recipe, curves, README")
    return 0
