"""Keep a finished run as a checkpoint: copy it, without what only training needed."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.runs.card import RunCard
    from core.runs.run import Run

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
        "--axes",
        type=int,
        metavar="N",
        help="keep the test embedding along its N principal axes only",
    )
    parser.add_argument(
        "--largest",
        type=int,
        metavar="N",
        help="keep the N largest probabilities of each test image only",
    )
    parser.add_argument(
        "--no-frames", action="store_true", help="leave out how the watched images moved"
    )
    parser.add_argument(
        "--no-train",
        action="store_true",
        help="leave out where the training images lie; pages that let them vote pass it over",
    )
    parser.add_argument(
        "--no-weights",
        action="store_true",
        help="leave out the net: figures, maps, its first filters and how far all moved remain",
    )
    parser.add_argument(
        "--seeds",
        nargs="+",
        default=[],
        metavar="RUN",
        help="finished runs of the same recipe with other seeds: the card then states mean and "
        "interval over all; of a checkpoint itself nothing but the card is written",
    )


def run(args: argparse.Namespace) -> int:
    """Copy everything of a run that is its own, the card last."""
    from core.errors import BadRecipe, RunBroken
    from core.jobs.jobs import NAME
    from core.paths import CHECKPOINTS
    from core.runs.card_file import write_card
    from core.runs.find import find_run

    kept = find_run(args.run)
    card = kept.card
    if card is None:
        raise RunBroken(f"{args.run} is not finished; there is nothing to keep yet.")
    if not NAME.fullmatch(args.name):
        raise BadRecipe(
            f"A checkpoint's name is small letters, digits, dots and dashes: {args.name!r}."
        )
    if args.axes is not None and (args.axes < 2 or card.embedding is None):
        raise BadRecipe("--axes takes 2 or more, and a classifier: others need their whole output.")
    if args.largest is not None and (args.largest < 1 or not kept.has_probabilities):
        raise BadRecipe("--largest takes 1 or more, and a classifier.")
    folder = CHECKPOINTS / args.name
    card = _over_seeds(kept, card, [find_run(name) for name in args.seeds])
    if kept.folder.resolve() == folder.resolve():
        if args.seeds:
            write_card(folder / "card.json", card)
            return 0
        raise BadRecipe(f"{args.name} is a checkpoint already. Name the run by its folder's path.")
    fresh = folder.with_name(f".{args.name}")  # what stands there is replaced by a whole one only
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        _fill(fresh, kept, card, args)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
    print(folder)
    return 0


def _over_seeds(kept: Run, card: RunCard, others: list[Run]) -> RunCard:
    """The card, with the figures' means over the run and others; raises BadRecipe where those are
    not the same recipe with other seeds.
    """
    from core.errors import BadRecipe
    from core.recipes.repeats import SEED, differ_in
    from core.sweeps.repeats import spreads

    if not others:
        return card
    recipes = [run.recipe() for run in (kept, *others)]
    if apart := differ_in(recipes) - {SEED, "precision", "device"}:
        raise BadRecipe(
            f"Runs that tell of seeds alone differ in nothing else; these do in {sorted(apart)}."
        )
    if len({recipe.seed for recipe in recipes}) < len(recipes):
        raise BadRecipe("Two of these runs have the same seed: name one of each.")
    told = spreads([card, *(run.finished() for run in others)])
    return replace(card, over_seeds={k: v for k, v in told.items() if not k.startswith("net/")})


def _fill(folder: Path, kept: Run, card: RunCard, args: argparse.Namespace) -> None:
    from core.runs.card_file import write_card

    left = (
        *LEFT,
        *(("thumbs",) if args.no_thumbnails else ()),
        *(("frames",) if args.no_frames else ()),
        *(("model.safetensors",) if args.no_weights else ()),
    )
    for part in sorted(kept.folder.iterdir()):
        if part.name not in left and not part.name.startswith("."):
            _copy(part, folder / part.name)
    if args.no_train:
        for path in (folder / "embedding").glob("train*.npy"):
            path.unlink()
    if args.no_weights and kept.has_weights:
        _keep_filters(folder, kept)
    card = replace(card, name=args.name)
    if args.axes and card.embedding is not None:
        fewer = replace(card.embedding, kept=_fewer_axes(folder, args.axes))
        card = replace(card, embedding=fewer)
    if args.largest:
        _fewer_probabilities(folder, args.largest)
    share_sheets(folder)
    write_card(folder / "card.json", card)


def share_sheets(folder: Path) -> None:
    """One sheet of the same pictures is enough: put a checkpoint's beside all checkpoints.

    It is named after its content, so that checkpoints which show the same images find the same.
    """
    from core import files

    for sheet in sorted((folder / "thumbs").glob("*.webp")):
        name, geometry = f"{_digest(sheet)}.webp", sheet.with_suffix(".json")
        place = folder.parent / "thumbs" / name
        place.parent.mkdir(exist_ok=True)
        sheet.replace(place)
        files.write_json(geometry, {**json.loads(geometry.read_text()), "shared": name})


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _fewer_axes(folder: Path, most: int) -> int:
    """The number of axes that are left of the test embedding."""
    from core import files
    from core.runs.writer import compact
    from embedscope.drawing.pca import along_axes

    path = folder / "embedding/test.npy"
    points = np.load(path)
    thin = along_axes(points.astype(np.float32), most)
    if thin.shape != points.shape:
        files.write_array(path, compact(thin))
    return int(thin.shape[1])


def _fewer_probabilities(folder: Path, most: int) -> None:
    from core import files
    from core.metrics.largest import largest

    path = folder / "embedding/test_probabilities.npy"
    if not path.is_file():
        return  # they are few already
    shares, owners = largest(np.load(path), most)
    files.write_array(folder / "embedding/test_largest.npy", shares)
    files.write_array(folder / "embedding/test_largest_of.npy", owners)
    path.unlink()


def _keep_filters(folder: Path, kept: Run) -> None:
    """What stays known of the filters of a run that is kept without its net."""
    from core.inference.conv_filters import both_ends, convolutions, kernels, moved_between
    from core.metrics.weight_change import write_first, write_movement

    before, after = both_ends(kept)
    write_movement(folder, moved_between(before, after))
    first = convolutions(after)[0].path
    write_first(folder, kernels(before, first), kernels(after, first))


def _copy(source: Path, goal: Path) -> None:
    goal.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, goal)
    else:
        shutil.copy2(source, goal)
