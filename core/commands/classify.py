"""Name the garment on photos, one line a photo.

A file that is no photo gets a message on stderr and the rest are done; the exit status is 2 when
none could be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from core.errors import BadPhoto

if TYPE_CHECKING:
    from core.photos.classify import Answer


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("photos", nargs="+", metavar="PHOTO", help="JPEG, PNG, HEIC, WebP, ...")
    parser.add_argument("--checkpoint", metavar="NAME", help="a checkpoint or run, by name")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Classify every photo that can be read."""
    from core.photos.classify import garments

    checkpoint = garments(args.checkpoint)
    read = 0
    for name in args.photos:
        try:
            answer = checkpoint.classify(name)
        except BadPhoto as error:
            message = json.dumps({"file": name, "error": str(error)}, ensure_ascii=False)
            print(message if args.json else f"{name}: {error}", file=sys.stderr)
            continue
        read += 1
        print(_json_line(name, answer) if args.json else _line(name, answer), flush=True)
    return 0 if read else 2


def _json_line(name: str, answer: Answer) -> str:
    line = {
        "file": name,
        "label": answer.label,
        "probabilities": {label: round(share, 4) for label, share in answer.shares.items()},
        "ms": round(answer.ms, 1),
    }
    return json.dumps(line, ensure_ascii=False)


def _line(name: str, answer: Answer) -> str:
    best = [f"{label} {share:.0%}" for label, share in answer.shares.items() if share][:3]
    note = f"  ({answer.garment.note})" if answer.garment.note else ""
    return f"{name}: {', '.join(best)}{note}"
