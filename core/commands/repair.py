"""List a data set's doubtful labels, export what people decided of them, apply it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.data.versions import Version
    from core.label_repair.queue import Queue

SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from core.label_repair.suspicion import FOLDS, ORDERS

    parser.add_argument("name", metavar="DATA", help="a data set, as `core data` lists it")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--export", type=Path, metavar="FILE", help="decisions as .csv or .parquet")
    what.add_argument("--apply", action="store_true", help="make a new version of the data set")
    what.add_argument("--kept", action="store_true", help="print the queue that is kept")
    parser.add_argument("--split", choices=("all", "train", "test"), default="all")
    parser.add_argument("--by", default="", metavar="ENCODER", help="an address, or “pixels”")
    parser.add_argument(
        "--run", default="", metavar="RUN", help="its test predictions, in place of folds"
    )
    parser.add_argument("--order", choices=ORDERS, default=ORDERS[0])
    parser.add_argument("--folds", type=int, default=FOLDS, help=f"(default: {FOLDS})")
    parser.add_argument("--seed", type=int, default=0, help="draws the folds (default: 0)")
    parser.add_argument(
        "--disagreeing",
        choices=("leave", "latest"),
        default="leave",
        help="with --apply: images on which people disagree (default: leave)",
    )
    parser.add_argument("--title", default="", help="with --apply: what to call the version")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(args: argparse.Namespace) -> int:
    """Do what is asked and print it; 0, or 1 where no queue is kept."""
    from core.label_repair import applying
    from core.label_repair.decisions import decisions
    from core.label_repair.kept import kept_queue
    from core.label_repair.table import write_table

    if args.export:
        made = decisions(args.name)
        write_table(args.export, made)
        print(f"{len(made):,} decisions in {args.export}")
        return 0
    if args.apply:
        version = applying.apply(args.name, disagreeing=args.disagreeing, title=args.title)
        print(json.dumps(_plain(version)) if args.json else f"{version.name}: {version.told()}")
        return 0
    queue = kept_queue(args.name) if args.kept else _made(args)
    if queue is None:
        print(f"No queue of {args.name} is kept. Make one: python -m core repair {args.name}")
        return 1
    print(json.dumps(_listed(queue), ensure_ascii=False) if args.json else _text(queue))
    return 0


def _made(args: argparse.Namespace) -> Queue | None:
    """Make the queue here and now, with a line of progress, and keep it."""
    from core.commands._progress import ProgressLine
    from core.jobs.kinds.repair_labels import make
    from core.label_repair.asked import Asked
    from core.label_repair.kept import kept_queue

    asked = Asked(
        args.name, args.split, args.by, args.run, args.order, folds=args.folds, seed=args.seed
    )
    line = ProgressLine()
    make(asked, progress=lambda _step, _steps, said: line.show(said), stop=lambda: False)
    line.end()
    return kept_queue(args.name)


def _plain(version: Version) -> dict[str, Any]:
    return {"name": version.name, "title": version.title, "base": version.base}


def _listed(queue: Queue) -> dict[str, Any]:
    return {
        "data": queue.asked.name,
        "images": queue.images,
        "accuracy": queue.accuracy,
        "seconds": queue.seconds,
        "entries": [
            {
                "split": each.place.split,
                "row": each.place.row,
                "label": queue.classes[each.place.label],
                "suggestion": queue.classes[each.suggestion],
                "kinds": each.kinds,
                "reasons": each.reasons,
            }
            for each in queue.entries
        ],
    }


def _text(queue: Queue) -> str:
    from core.metrics.decimal import decimal

    lines = [
        f"{len(queue.entries):,} of {queue.images:,} images are worth a look; {queue.seconds:,.0f} "
        f"s. Fitted without its fold, a model gives {decimal(queue.accuracy, 3)} of them their "
        "label.",
        *queue.notes,
        "",
    ]
    for each in queue.entries[:SHOWN]:
        label, other = queue.classes[each.place.label], queue.classes[each.suggestion]
        where = f"{each.place.split} {each.place.row}"
        lines += [f"{where:>12}  {label} → {other}?", f"{'':14}{' '.join(each.reasons)}"]
    if len(queue.entries) > SHOWN:
        lines.append(f"… and {len(queue.entries) - SHOWN:,} more: with --json, or on Label repair.")
    return "\n".join(lines)
