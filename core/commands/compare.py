"""Which of two models is better over the same images, and where? Runs, sets, moments of a run."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from core.metrics.decimal import decimal, signed
from core.metrics.mcnemar import p_text

if TYPE_CHECKING:
    from core.comparison.compared import ClassDifference, Compared
    from core.comparison.sides import Side


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from core.comparison.compared import MOST, K

    what = "a run, an embedding set, or RUN@STEP (also RUN@first, RUN@last)"
    parser.add_argument("first", metavar="A", help=what)
    parser.add_argument("second", metavar="B", nargs="?", help="without it: what fits A is listed")
    parser.add_argument("-k", type=int, default=K, help=f"neighbours (default: {K})")
    parser.add_argument("--by", choices=("distance", "cosine"), default="distance")
    parser.add_argument("--same", default="", metavar="COLUMN", help="what an image shows")
    parser.add_argument("--most", type=int, default=MOST, help=f"images (default: {MOST:,})")
    parser.add_argument("--seed", type=int, default=0, help="draws them (default: 0)")
    parser.add_argument("--classes", type=Path, metavar="CSV", help="write every class")
    parser.add_argument("--images", type=Path, metavar="CSV", help="write every image")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Compare and print; 0."""
    from core.comparison.compared import Question, classes_compared, compare_sides
    from core.comparison.partners import partners
    from core.comparison.sides import find_side
    from core.comparison.tables import classes_csv, images_csv

    first = find_side(args.first)
    if args.second is None:
        print("\n".join(partners(args.first, first.images())) or "Nothing here fits it.")
        return 0
    second = find_side(args.second)
    asked = Question(k=args.k, by=args.by, same=args.same, most=args.most, seed=args.seed)
    found = compare_sides(first, second, asked)
    classes = classes_compared(found)
    if args.classes is not None:
        _write(args.classes, classes_csv(classes, found.classes))
    if args.images is not None:
        _write(args.images, images_csv(found, first.embedding_set.names()))
    print(_json(found, classes) if args.json else _text(found, classes, first, second, k=args.k))
    return 0


def _write(path: Path, text: str) -> None:
    from core import files

    files.write(path, lambda part: part.write_text(text, encoding="utf-8"))


def _json(found: Compared, classes: list[ClassDifference]) -> str:
    from core.comparison.compared import votes_compared

    votes, nearest = votes_compared(found)
    return json.dumps(
        {
            "images": len(found.first),
            "votes": asdict(votes),
            "recall@1": asdict(nearest),
            "overlap": float(found.overlap.mean()),
            "cka": found.cka,
            "classes": [{**asdict(each), "class": found.classes[each.label]} for each in classes],
        }
    )


def _text(
    found: Compared, classes: list[ClassDifference], first: Side, second: Side, *, k: int
) -> str:
    from core.comparison.compared import votes_compared
    from core.comparison.verdict import classes_in_words, neighbours_in_words, verdict

    votes, nearest = votes_compared(found)
    names = first.title, second.title
    lines = [
        found.told,
        verdict(votes, *names, k=k, nearest=nearest, sides=(first, second)),
        neighbours_in_words(found, k=k),
    ]
    if classes:
        gap = nearest.difference
        lines += [
            f"Recall@1: {decimal(float(found.found[0, found.asked].mean()), 3)} and "
            f"{decimal(float(found.found[1, found.asked].mean()), 3)}, a difference of "
            f"{signed(gap.value or 0)}, {signed(gap.low or 0)} to {signed(gap.high or 0)}.",
            classes_in_words(classes, found.classes, *names),
            "",
            f"{'':20}  images  first  second  difference  {'95 %':^16}  p (Holm)",
        ]
        lines += [_line(each, found.classes[each.label]) for each in classes]
    return "\n".join(line.replace("**", "") for line in lines if line or classes).strip()


def _line(each: ClassDifference, name: str) -> str:
    gap = each.difference
    told = f"{signed(gap.low or 0)} to {signed(gap.high or 0)}"
    return (
        f"{name[:20]:20}  {gap.n:>6,}  {decimal(each.first, 3):>5}  {decimal(each.second, 3):>6}  "
        f"{signed(gap.value or 0):>10}  {told:^16}  {p_text(each.p):>8}"
    )
