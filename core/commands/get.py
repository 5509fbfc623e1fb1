"""Fetch models that the installed package does not hold from its release."""

from __future__ import annotations

import argparse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="of models, as --list has them")
    parser.add_argument("--list", action="store_true", help="what there is, its size, what is here")
    parser.add_argument(
        "--from", dest="origin", metavar="ADDRESS", help="of the release (EMBEDSCOPE_RELEASE)"
    )


def run(args: argparse.Namespace) -> int:
    """Fetch them and say where they are; 0, or 2 where nothing was asked for."""
    from core.runs.release import fetch, release_address, released

    known = released()
    if not known:
        print("Every model of this installation is here: it has no release to fetch from.")
        return 0
    if args.list or not args.names:
        wide = max(map(len, known))
        for one in known.values():
            there = "here" if one.here else f"{one.bytes / 1e6:5.1f} MB"
            print(f"{one.name:{wide}}  {there:>8}  {one.title}")
        return 0 if args.list else 2
    for name in args.names:
        fetch(name, release_address(args.origin))
    return 0
