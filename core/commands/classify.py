"""Name the garment on photos, one line a photo.

A file that is no photo gets a message on stderr and the rest are done; the exit status is 2 when
none could be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.errors import BadPhoto

if TYPE_CHECKING:
    from core.inference.photos.classify import Answer
    from core.inference.photos.real import PhotoAnswer


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("photos", nargs="+", metavar="PHOTO", help="JPEG, PNG, HEIC, WebP, ...")
    parser.add_argument(
        "--model",
        choices=("photos", "fashion"),
        help="photos reads real photos (default); fashion is a net for Fashion-MNIST",
    )
    parser.add_argument("--checkpoint", metavar="NAME", help="a checkpoint or run, by name")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(args: argparse.Namespace) -> int:
    """Classify every photo that can be read."""
    ask = _asked(args)
    read = 0
    for name in args.photos:
        try:
            told, line = ask(name)
        except BadPhoto as error:
            message = json.dumps({"file": name, "error": str(error)}, ensure_ascii=False)
            print(message if args.json else f"{name}: {error}", file=sys.stderr)
            continue
        read += 1
        print(json.dumps(told, ensure_ascii=False) if args.json else line, flush=True)
    return 0 if read else 2


def _asked(args: argparse.Namespace) -> Callable[[str], tuple[dict[str, Any], str]]:
    """What answers a file's name: its JSON and its line."""
    from core.inference.photos.real import photos_checkpoints, photos_model

    reads_photos = args.checkpoint in [run.name for run in photos_checkpoints()]
    if args.model == "photos" or (args.model is None and (reads_photos or not args.checkpoint)):
        model = photos_model(args.checkpoint)
        return lambda name: _of_photo(name, model.classify(name))
    from core.inference.photos.classify import garments

    checkpoint = garments(args.checkpoint)
    return lambda name: _of_cut(name, checkpoint.classify(name))


def _of_photo(name: str, answer: PhotoAnswer) -> tuple[dict[str, Any], str]:
    told = {
        "file": name,
        "label": answer.label,
        "probabilities": _rounded(answer.probabilities),
        "likely": list(answer.likely),
        "unsure": answer.unsure,
        "reason": answer.reason,
        "ms": round(answer.ms, 1),
    }
    best = [f"{label} {share:.0%}" for label, share in answer.probabilities.items()][:3]
    line = f"unsure. {answer.reason}" if answer.unsure else ", ".join(best)
    return told, f"{name}: {line}"


def _of_cut(name: str, answer: Answer) -> tuple[dict[str, Any], str]:
    told = {
        "file": name,
        "label": answer.label,
        "probabilities": _rounded(answer.shares),
        "ms": round(answer.ms, 1),
    }
    best = [f"{label} {share:.0%}" for label, share in answer.shares.items() if share][:3]
    note = f"  ({answer.garment.note})" if answer.garment.note else ""
    return told, f"{name}: {', '.join(best)}{note}"


def _rounded(shares: dict[str, float]) -> dict[str, float]:
    return {label: round(share, 4) for label, share in shares.items()}
