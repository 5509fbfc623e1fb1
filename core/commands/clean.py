"""Free the disk: caches by age and size; runs and sets of points only where that is asked for.

Caches are swept once a day while the app runs, too. Runs and sets are listed first, and removed
after a "y"; those of jobs under way stay. Exit status: 0; 1 where the answer was no.
"""

from __future__ import annotations

import argparse
import sys

from core.cleaning.caches import Cache, caches, spent, sweep
from core.cleaning.kept import Old, old_runs, old_sets


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--dry-run", action="store_true", help="say what would go, remove nothing")
    for what in ("runs", "sets"):
        parser.add_argument(
            f"--{what}",
            type=float,
            metavar="DAYS",
            help=f"also {what} that nobody has changed for so many days",
        )
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(args: argparse.Namespace) -> int:
    """Sweep, list, ask, remove."""
    for cache in caches():
        print(_swept(cache, dry=args.dry_run))
    old = _old(args.runs, args.sets)
    for each in old:
        print(f"{each.kind} {each.name}: {each.title}, {each.days:.0f} days, {_size(each.bytes)}")
    if not old:
        if args.runs is not None or args.sets is not None:
            print("No run or set is that old.")
        return 0
    whole = _size(sum(each.bytes for each in old))
    if args.dry_run:
        print(f"{len(old)} would be removed: {whole}.")
        return 0
    if not (args.yes or _agreed(f"Remove these {len(old)} for good ({whole})? [y/N] ")):
        print("Nothing was removed of these.")
        return 1
    for each in old:
        each.remove(each.name)
    print(f"{len(old)} removed: {whole}.")
    return 0


def _swept(cache: Cache, *, dry: bool) -> str:
    if dry:
        found = spent(cache)
        size = _size(sum(each.bytes for each in found))
        return f"{cache.title}: {len(found):,} files would go, {size} ({cache.folder})"
    return f"{cache.title}: {_size(sweep(cache))} freed ({cache.folder})"


def _old(runs: float | None, sets: float | None) -> list[Old]:
    from core.jobs.jobs import jobs

    under_way = [job for job in jobs().open() if job.unfinished]
    names = {job.job for job in under_way}
    used = {str(job.about.get("cloud")) for job in under_way}
    found = [] if runs is None else old_runs(runs, busy=names)
    return found + ([] if sets is None else old_sets(sets, busy=used))


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        print(f"{question}no (there is nobody to ask: --yes)")
        return False
    return input(question).strip().lower() in ("y", "yes")


def _size(count: float) -> str:
    for unit, each in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= each:
            return f"{count / each:.1f} {unit}"
    return f"{count:.0f} bytes"
