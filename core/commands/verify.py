"""Judge pairs of a set's points: the same or not? ROC AUC, EER, and TAR at fixed FAR."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from core.csv_text import Table
from core.metrics.decimal import between, decimal
from core.metrics.metric import Metric

if TYPE_CHECKING:
    from core.verification.asked import Scored
    from core.verification.judged import Judged


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from core.embeddings.likeness import BY_DEFAULT, TITLES
    from core.verification.pairs import MOST

    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--embedding-set", metavar="NAME", help="as `core embeddings` prints it")
    what.add_argument("--checkpoint", metavar="NAME", help="a run whose test images are compared")
    what.add_argument("--kin", metavar="NAME", help="a kinship run, whose tested pairs are judged")
    parser.add_argument("--pairs", type=Path, metavar="CSV", help="left, right, same (else all)")
    parser.add_argument("--by", choices=tuple(TITLES), help=BY_DEFAULT)
    parser.add_argument("--same", default="class", metavar="COLUMN", help="what a point shows")
    parser.add_argument("--apart", default="", metavar="COLUMN", help="what errs together")
    parser.add_argument("--classes", nargs="+", default=[], metavar="NAME", help="(default: all)")
    parser.add_argument("--most", type=int, default=MOST, help=f"pairs (default: {MOST:,})")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CONDITION",
        help="which points are compared, such as class=cat; several hold together",
    )
    parser.add_argument("--seed", type=int, default=0, help="draws the pairs (default: 0)")
    parser.add_argument("--out", type=Path, metavar="CSV", help="write every pair with its score")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Judge and print; 0."""
    from core.verification.judged import judged

    found = _scored(args)
    known = judged(found.scores, found.pairs)
    if args.out is not None:
        _write(args.out, found)
    print(json.dumps(_plain(known)) if args.json else _text(found, known))
    return 0


def _scored(args: argparse.Namespace) -> Scored:
    from core import files
    from core.embeddings.embedding_set import find_embedding_set
    from core.embeddings.likeness import usual_likeness
    from core.embeddings.sources import stored
    from core.runs.find import find_run
    from core.verification.asked import Question, scored, scored_by

    if args.kin:
        return scored_by(find_run(args.kin))
    name = args.embedding_set
    points = find_embedding_set(name) if name else stored(find_run(args.checkpoint))
    question = Question(
        by=args.by or usual_likeness(points),
        same=args.same,
        apart=args.apart,
        classes=tuple(args.classes),
        listed=files.read_text(args.pairs) if args.pairs else "",
        where=tuple(args.where),
        most=args.most,
        seed=args.seed,
    )
    return scored(points, question)


def _write(path: Path, found: Scored) -> None:
    from core import files

    pairs = found.pairs

    def save(part: Path) -> None:
        with part.open("w", newline="", encoding="utf-8") as out:
            table = Table(out, lineterminator="\r\n")
            table.writerow(["left", "right", "same", "score"])
            columns = pairs.left, pairs.right, pairs.same.astype(int), found.scores
            table.writerows(zip(*(each.tolist() for each in columns), strict=True))

    files.write(path, save)


def _plain(known: Judged) -> dict[str, object]:
    return {
        "roc_auc": asdict(known.auc),
        "equal_error_rate": asdict(known.eer),
        "accepted": [asdict(each) for each in known.accepted],
        "calibration_error": known.calibration.error if known.calibration else None,
        "draws": known.draws,
    }


def _text(found: Scored, known: Judged) -> str:
    lines = [
        found.pairs.told(),
        f"ROC AUC {_figure(known.auc)}, equal error rate {_figure(known.eer)}; 95 % intervals over "
        f"groups, {known.draws} draws",
        "",
        f"{'FAR':>7}  {'from':>9}  {'TAR':>6}  {'95 % interval':^16}  on other groups: FAR, TAR",
    ]
    for each in known.accepted:
        held = each.held_out
        other = f"{held[0]:.5f}, {decimal(held[1])}" if held else "too few groups"
        lines.append(
            f"{each.far:>7g}  {each.threshold:>9.6g}  {decimal(each.tar.value):>6}  "
            f"{between(each.tar.low, each.tar.high):^16}  {other}"
        )
    return "\n".join(lines)


def _figure(metric: Metric) -> str:
    return f"{decimal(metric.value, 4)} ({between(metric.low, metric.high, 4)})"
