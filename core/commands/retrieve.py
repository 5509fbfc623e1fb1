"""How good a set's vectors are for retrieval: Recall@k, R-precision, MAP@R with intervals, and what
else is measured of an embedding (NMI, AMI, hubness, alignment, uniformity, effective rank).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from core.metrics.decimal import between, decimal

if TYPE_CHECKING:
    from core.metrics.retrieval import Interval


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from core.embeddings.likeness import BY_DEFAULT, TITLES

    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--embedding-set", metavar="NAME", help="as `core embeddings` prints it")
    what.add_argument("--checkpoint", metavar="NAME", help="a run whose test images are asked")
    parser.add_argument("--by", choices=tuple(TITLES), help=BY_DEFAULT)
    parser.add_argument("--same", default="class", metavar="COLUMN", help="what a point shows")
    parser.add_argument("--most", type=int, default=10_000, help="queries (default: 10,000)")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CONDITION",
        help="which points ask, such as class=cat; several hold together",
    )
    parser.add_argument("--seed", type=int, default=0, help="draws the queries (default: 0)")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Measure and print; 0."""
    from core.embeddings.chosen import chosen_rows
    from core.embeddings.embedding_set import find_embedding_set
    from core.embeddings.likeness import COSINE, usual_likeness
    from core.embeddings.shows import shown
    from core.embeddings.sources import stored
    from core.metrics.embedding import judged, plain_figures
    from core.runs.find import find_run

    name = args.embedding_set
    points = find_embedding_set(name) if name else stored(find_run(args.checkpoint))
    labels = shown(points, args.same)
    by = args.by or usual_likeness(points)
    only = chosen_rows(points, args.where) if args.where else None
    told = judged(
        points.vectors(), labels, cosine=by == COSINE, most=args.most, seed=args.seed, only=only
    )
    others = told.of_points | plain_figures(points.vectors(), labels, seed=args.seed)
    if args.json:
        named = {name: asdict(each) for name, each in told.of_queries.items()}
        print(json.dumps(named | {name: each.as_dict() for name, each in others.items()}))
    else:
        queries = len(told.found.queries)
        print(f"{queries:,} queries among {int((labels >= 0).sum()):,}, by {by}\n")
        print(_text(told.of_queries))
        for name, one in others.items():
            print(f"{name:14}  {decimal(one.value, 3):>6}  {between(one.low, one.high):^17}")
    return 0


def _text(told: dict[str, Interval]) -> str:
    lines = [f"{'':14}   value  95 % over queries  95 % over classes"]
    for name, each in told.items():
        one, other = each.over_queries, each.over_classes
        lines.append(
            f"{name:14}  {decimal(one.value, 3):>6}  {between(one.low, one.high):^17}  "
            f"{between(other.low, other.high):^17}"
        )
    return "\n".join(lines)
