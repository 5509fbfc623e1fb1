"""Bring runs that an earlier version wrote to today's files; weights and arrays stay untouched.

With --verdicts the cards also say anew what became of each run, by the rules of today.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the argument."""
    parser.add_argument(
        "path",
        nargs="*",
        type=Path,
        help="folders of runs (default: every checkpoint, and every run of this machine)",
    )
    parser.add_argument(
        "--verdicts",
        action="store_true",
        help="say anew, by the rules of today, what became of each finished run",
    )


def run(args: argparse.Namespace) -> int:
    """Migrate and say what was done; 1 where a run could not be read, else 0."""
    from core.runs.find import run_folders
    from core.runs.migrate import migrate

    folders = list(args.path or run_folders())
    found = [migrate(folder) for folder in folders]
    for one in found:
        if one.problem:
            print(f"{one.folder}: not migrated. {one.problem}")
        elif one.written:
            print(f"{one.folder}: {', '.join(one.written)} written anew")
    changed, broken = sum(bool(one.written) for one in found), sum(bool(o.problem) for o in found)
    rest = len(found) - sum(bool(one.written or one.problem) for one in found)
    print(f"{changed} migrated, {rest} as they are, {broken} that cannot be read.")
    if args.verdicts:
        _say_anew(folders)
    return 1 if broken else 0


def _say_anew(folders: list[Path]) -> None:
    from core.errors import EmbedscopeError
    from core.runs.run import Run
    from core.tasks import say_anew

    for folder in folders:
        try:
            before, now = say_anew(Run(folder))
        except EmbedscopeError as error:
            print(f"{folder}: not said anew. {error}")
            continue
        if before != now:
            print(f"{folder}:\n  before: {before}\n  now:    {now}")
