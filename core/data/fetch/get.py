"""Try the ways that a data set's file names, one after the other, until its images can be read."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from core.data.catalogue import entry, find, find_in, read
from core.data.fetch.download import DiskFull, disk_full
from core.data.found import SPLITS, Found
from core.errors import DataCorrupt, DataMissing
from core.files import bytes_of
from core.paths import data_folder
from core.registry import Entry
from core.registry import find as find_entry

WAYS = "core.data.fetch.ways"
OLD = 24 * 3600.0
"""Seconds after which a hidden folder is what a killed download left."""
WEEK = 7 * OLD
"""Seconds after which half a download is not waited for any more."""
Say = Callable[[str], None]


def get(name: str, *, say: Say = print) -> Found:
    """Make sure that a data set is here and whole; download it where it is not.

    It arrives in a hidden folder, is read once, and only then moved into the data folder, so that
    nobody ever finds half of it. `say` is told what happens.

    Raises:
        UnknownName: for a data set that does not exist.
        DataMissing: where no way works; says why each failed and what is left to do.
    """
    known = entry(name)
    here = find(name)
    if here is not None and _whole(here, known, say):
        say(f"{name} is in {here.where}.")
        return here
    failed = []
    for way, what in known.constants.get("GET", ()):
        try:
            found = _fetch(known, way, str(what), say)
        except DiskFull as error:
            raise DiskFull(f"{name} could not be fetched: {error}.") from error
        except DataMissing as error:
            failed.append(f"  {way}: {error}")
            say(failed[-1].strip())
            continue
        say(f"{name} is now in {found.where}.")
        return found
    reasons = "\n".join(["", *failed, ""]) if failed else " "
    by_hand = str(known.constants.get("BY_HAND", "")) or (
        f"Try again with a network, or put its files into {data_folder()} (EMBEDSCOPE_DATA)."
    )
    raise DataMissing(f"{name} could not be fetched.{reasons}{by_hand}")


def _fetch(known: Entry, way: str, what: str, say: Say) -> Found:
    folder, partial = data_folder(), partial_folder(known.name)
    stage = _stage(folder, known.name)
    try:
        _check_room(known, folder)
        say(f"Fetching {known.name}: {way}, {what} ...")
        find_entry(WAYS, "way to fetch", way).load().fetch(
            what, stage, name=known.name, partial=partial, say=say
        )
        staged = find_in(known, [stage])
        if staged is not None:
            if not _whole(staged, known, say):
                raise DataMissing("what arrived cannot be used")
            _move(staged, stage, folder)
        found = find(known.name)
        if found is None or (staged is None and not _whole(found, known, say)):
            raise DataMissing("it brought nothing that can be used")
        shutil.rmtree(partial, ignore_errors=True)
        return found
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def partial_folder(name: str) -> Path:
    """Where what has arrived of a data set waits for the rest, however its fetching ended."""
    return data_folder() / f".part-{name}"


def _check_room(known: Entry, folder: Path) -> None:
    """Raises DiskFull where the download alone would not fit."""
    needed = int(known.constants.get("BYTES", 0)) - bytes_of(partial_folder(known.name))
    if needed > shutil.disk_usage(folder).free:
        raise disk_full(folder, needed)


def _stage(folder: Path, name: str) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        waiting = partial_folder(name)
        if waiting.is_dir() and time.time() - waiting.stat().st_mtime > WEEK:
            shutil.rmtree(waiting, ignore_errors=True)
        for left in folder.glob(f".fetch-{name}-*"):
            if time.time() - left.stat().st_mtime > OLD:
                shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=f".fetch-{name}-", dir=folder))
    except OSError as error:
        raise DataMissing(
            f"nothing can be written to {folder} ({error.strerror}). Set EMBEDSCOPE_DATA to a "
            "folder of yours"
        ) from error


def _whole(found: Found, known: Entry, say: Say) -> bool:
    """Whether every split can be read and has its published size."""
    published = known.constants.get("SIZES", {})
    for split in SPLITS:
        try:
            count = len(read(found, known, split))
        except DataCorrupt as error:
            say(str(error))
            return False
        if count != published.get(split, count):
            say(f"{found.where} has {count} {split} images, not {published[split]}.")
            return False
    return True


def _move(staged: Found, stage: Path, folder: Path) -> None:
    """Move what was staged into the data folder, in place of what may lie there."""
    tops = {p.relative_to(stage).parts[0] for paths in staged.files.values() for p in paths}
    for top in sorted(tops):
        target = folder / top
        if target.exists():
            target.rename(stage / f"old-{top}")
        (stage / top).rename(target)
        # mkdtemp makes folders for one person; a data folder is for all.
        if target.is_dir():
            target.chmod(0o755)
