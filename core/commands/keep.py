"""Keep a finished run as a checkpoint: copy it, without what only training needed."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

LEFT = ("job.json", "status.json", "job.lock", "cancel", "error.txt", "resume", "card.json")
"""What the job, a resumption or this command itself wrote: not the run's own."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("run", help="a finished run: its name under runs/, or its folder")
    parser.add_argument("name", help="the checkpoint's name; one that is there is replaced")
    parser.add_argument(
        "--no-thumbnails", action="store_true", help="leave out the pictures of the data set"
    )
    parser.add_argument(
        "--no-weights",
        action="store_true",
        help="leave out the net: figures, maps and how far its filters moved remain",
    )


def run(args: argparse.Namespace) -> int:
    """Copy everything of a run that is its own, the card last."""
    from core import files
    from core.errors import BadRecipe, RunBroken
    from core.paths import CHECKPOINTS
    from core.training.jobs import NAME
    from core.training.runs import find_run

    kept = find_run(args.run)
    card = kept.card()
    if not card:
        raise RunBroken(f"{args.run} is not finished; there is nothing to keep yet.")
    if not NAME.fullmatch(args.name):
        raise BadRecipe(
            f"A checkpoint's name is small letters, digits, dots and dashes: {args.name!r}."
        )
    folder = CHECKPOINTS / args.name
    if kept.folder.resolve() == folder.resolve():
        raise BadRecipe(f"{args.name} is a checkpoint already. Name the run by its folder's path.")
    shutil.rmtree(folder, ignore_errors=True)
    left = (
        *LEFT,
        *(("thumbs",) if args.no_thumbnails else ()),
        *(("model.safetensors",) if args.no_weights else ()),
    )
    for part in sorted(kept.folder.iterdir()):
        if part.name not in left and not part.name.startswith("."):
            _copy(part, folder / part.name)
    if args.no_weights and kept.has_weights:
        from core.evaluation.kernels import moved_layers
        from core.evaluation.moved import write_movement

        write_movement(folder, moved_layers(kept))
    files.write_json(folder / "card.json", {**card, "name": args.name})
    print(folder)
    return 0


def _copy(source: Path, goal: Path) -> None:
    goal.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, goal)
    else:
        shutil.copy2(source, goal)
