"""Make what a map shows: of a run, of a data set's pixels, or of a file; print its name."""

from __future__ import annotations

import argparse
import json
from typing import Any


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--run", metavar="NAME", help="a checkpoint or run")
    what.add_argument(
        "--encoder",
        metavar="ADDRESS",
        help="an encoder, such as net:efficientnet-lite0, over --data",
    )
    what.add_argument("--pixels", metavar="DATA", help="a data set of the catalogue, as it is")
    what.add_argument(
        "--file", metavar="PATH", help=".npy, .parquet, .csv, a zip or folder of images"
    )
    parser.add_argument("--layer", help="a layer of the run's net (default: output)")
    parser.add_argument(
        "--weights", choices=("trained", "initial"), help="the net's at the end, or at the start"
    )
    parser.add_argument("--data", help="another data set than the run's own")
    parser.add_argument("--split", choices=("train", "test", "all"), help="(default: test)")
    parser.add_argument(
        "--by", metavar="ENCODER", help="what sees a file's images: an encoder, or a run"
    )
    parser.add_argument("--labels", metavar="COLUMN", help="a table's column of classes")
    parser.add_argument("--labels-file", metavar="PATH", help="classes for a .npy file")
    parser.add_argument("--sample", type=int, metavar="N", help="so many points, by class")
    parser.add_argument("--seed", type=int, help="decides which (default: 0)")
    parser.add_argument("--predict", action="store_true", help="add what the neighbours vote for")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Make it, print its name, count and note; 0."""
    from core.commands._progress import ProgressLine
    from core.embeddings import sources
    from core.embeddings.clustered import add_clusters
    from core.embeddings.predictions import add_predictions

    source = _source(args)
    sources.check(source)
    line = ProgressLine()
    embedding_set = sources.make(
        source, watch=lambda share, message: line.show(f"{share:4.0%} {message}")
    )
    line.end()
    if args.predict and not add_predictions(embedding_set):
        add_clusters(embedding_set)
    about = embedding_set.about()
    note = about.get("note", "")
    if args.json:
        print(json.dumps({"name": embedding_set.name, **about}, ensure_ascii=False))
        return 0
    print(
        f"{embedding_set.name}: {about['count']:,} points of {about['dimension']:,} numbers. "
        f"{note}".strip()
    )
    return 0


def _source(args: argparse.Namespace) -> dict[str, Any]:
    kinds = {"run": args.run, "encoder": args.encoder, "pixels": args.pixels}
    kind = next((kind for kind, given in kinds.items() if given), "upload")
    given = {
        "run": args.run,
        "encoder": args.encoder,
        "file": args.file,
        "data": args.pixels or args.data,
        "layer": args.layer,
        "weights": args.weights,
        "split": args.split,
        "by": args.by,
        "labels": args.labels,
        "labels_file": args.labels_file,
        "sample": args.sample,
        "seed": args.seed,
    }
    return {"kind": kind} | {key: value for key, value in given.items() if value is not None}
