"""Is a run whole? One look at each of its files, and the sentence for the first that is not.

Whatever lists runs leaves broken ones out by this, so that no page meets one; `Run` itself raises
RunBroken where a file turns out unreadable later on.
"""

from __future__ import annotations

import json
import os
import re
from functools import lru_cache

from core import files
from core.errors import RunBroken, Unreadable
from core.runs.run import Run
from core.stamps import stamp, stamps

FOLDERS = ("frames", "embedding", "thumbs", "maps")
NUMBERS = re.compile(r"[-+.,0-9eEinfaNA\s]*")
HEADER = 8
"""Bytes before the header of a safetensors file, which state its length."""
LARGEST_HEADER = 100_000_000


def problem(run: Run) -> str | None:
    """Why the run is broken, and what to do, in a sentence; None where it is whole.

    A whole one is looked at again only when one of its files or folders has changed.
    """
    try:
        _whole(run, hash(stamps(str(run.folder), "embedding", "thumbs", "probe")))
    except RunBroken as error:  # a disk may have been away: it is looked at again
        return str(error)
    return None


@lru_cache(maxsize=20_000)
def _whole(run: Run, written: int) -> None:
    """Of a number for all that was `written`: kept for more runs than a folder is likely to hold,
    as each look at all of them would otherwise read every one anew. Raises RunBroken.
    """
    del written
    _look(run)


def _look(run: Run) -> None:
    """Raises RunBroken."""
    if not run.folder.is_dir():
        raise RunBroken(f"The folder of the run {run.name} is gone. Delete what is left of it.")
    if not files.is_there(run.folder / "recipe.yaml"):
        raise _broken(run, "it has no recipe.yaml, which says what was asked")
    for name in FOLDERS:
        if files.is_there(run.folder / name) and not (run.folder / name).is_dir():
            raise _broken(run, f"{name} is not a folder")
    run.recipe()
    _history(run)
    finished = run.card is not None
    _frames(run)
    _weights(run)
    if finished:  # until then its arrays come one after another
        _embedding(run)
        _thumbs(run)
        _maps(run)
        _probes(run)


def _frames(run: Run) -> None:
    """Frames of one size of file are alike: one of each is opened."""
    sizes = _sizes(run)
    if not sizes:
        return
    labels = run.probe_labels()
    classes = run.probe().classes
    _fits(run, "frames/labels.npy", labels.max(initial=0), labels.min(initial=0), len(classes))
    for step in sizes.values():
        if len(run.frame(step)) != len(labels):
            raise _broken(run, f"frames/{step:06d}.npy has not a row for each of labels.npy")


def _sizes(run: Run) -> dict[int, int]:
    """By size of file, one of the steps whose frame has it."""
    try:
        with os.scandir(run.folder / "frames") as found:
            steps = [(each.name[:-4], stamp(each)[1]) for each in found if each.name[0].isdigit()]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _broken(run, f"frames cannot be looked into ({error.strerror})") from error
    return {size: int(step) for step, size in steps if step.isdecimal()}


def _history(run: Run) -> None:
    """Whether it looks like numbers under names; `Run.history` reads every one."""
    if not files.is_there(run.folder / "history.csv"):
        return
    try:
        text = files.read_text(run.folder / "history.csv")
    except Unreadable as error:
        raise _broken(run, str(error)) from error
    head, _, rows = text.partition("\n")
    if text and ("step" not in head.strip().split(",") or not NUMBERS.fullmatch(rows)):
        raise _broken(run, "history.csv is not a table of numbers with a column step")


def _weights(run: Run) -> None:
    """The header of a safetensors file, and whether all it announces is there."""
    path = run.folder / "model.safetensors"
    if not files.is_there(path):
        return
    try:
        with path.open("rb") as content:
            length = int.from_bytes(content.read(HEADER), "little")
            header = json.loads(content.read(min(length, LARGEST_HEADER)))
        ends = [each["data_offsets"][1] for key, each in header.items() if key != "__metadata__"]
        whole = HEADER + length + max(ends, default=0) == path.stat().st_size
    except OSError as error:
        raise _broken(run, f"model.safetensors cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise _broken(run, "model.safetensors is not a file of weights") from error
    if not whole:
        raise _broken(run, "model.safetensors is cut off")


def _embedding(run: Run) -> None:
    classes = len(run.data().classes)
    for split in ("train", "test"):
        there = [
            files.is_there(run.folder / f"embedding/{split}{end}.npy") for end in ("", "_labels")
        ]
        if not any(there):
            continue
        if not there[1]:
            raise _broken(run, f"embedding/{split}_labels.npy is missing")
        labels = run.labels(split)
        name = f"embedding/{split}_labels.npy"
        _fits(run, name, labels.max(initial=0), labels.min(initial=0), classes)
        if there[0] and len(run.embedding(split)) != len(labels):
            raise _broken(run, f"embedding/{split}.npy has not a row for each label")
        if split == "test" and run.has_probabilities:
            _probabilities(run, (len(labels), classes))


def _probabilities(run: Run, shape: tuple[int, int]) -> None:
    if run.largest_kept is not None:
        stated = (len(run.largest()[0]), shape[1])
    else:
        name = "test_probabilities.npy"
        try:
            stated = files.read_array(run.folder / "embedding" / name, axes=2).shape
        except Unreadable as error:
            raise _broken(run, str(error)) from error
    if stated[0] != shape[0] or (shape[1] and stated[1] != shape[1]):
        raise _broken(run, f"its probabilities have the shape {stated}, and {shape} is needed")


def _thumbs(run: Run) -> None:
    sheet = run.thumbs("test")
    if sheet is None:
        return
    try:
        with sheet.path.open("rb") as content:
            begin = content.read(12)
    except OSError as error:
        raise _broken(run, f"{sheet.path.name} cannot be read ({error.strerror})") from error
    length = int.from_bytes(begin[4:8], "little")
    if begin[:4] != b"RIFF" or begin[8:] != b"WEBP" or length + 8 > sheet.path.stat().st_size:
        raise _broken(run, f"thumbs/{sheet.path.name} is not a complete WebP picture")


def _maps(run: Run) -> None:
    for folder in run.maps():
        try:
            about = files.read_json(folder / "map.json")
            if not isinstance(about.get("method"), str) or "dimensions" not in about:
                raise Unreadable("map.json states no method or no dimensions")
            points = files.read_array(folder / "points.npy", axes=2)
        except Unreadable as error:
            raise _broken(run, f"of its map {folder.name} {error}") from error
        if len(points) != len(run.labels("test")):
            raise _broken(run, f"its map {folder.name} has not a point for each test image")


def _probes(run: Run) -> None:
    """What was measured of its layers; core/diagnosis/layer_probes.py reads it."""
    path = run.folder / "probe/layers.json"
    if not files.is_there(path):
        return
    try:
        layers = files.read_json(path).get("layers")
    except Unreadable as error:
        raise _broken(run, f"probe/{error}") from error
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        raise _broken(run, "probe/layers.json holds no list of layers")


def _fits(run: Run, name: str, most: int, least: int, classes: int) -> None:
    if least < 0 or (classes and most >= classes):
        raise _broken(run, f"{name} names classes that the run does not have")


def _broken(run: Run, why: str) -> RunBroken:
    return RunBroken(f"The run {run.name} is broken: {why}. Mend the file, or delete the run.")
