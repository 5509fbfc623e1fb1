"""List every data set: where it was found, its sizes and licence, or how to get it."""

from __future__ import annotations

import argparse
import json


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `python -m core data`."""
    parser.add_argument("--get", metavar="NAME", help="download a data set and list it")
    parser.add_argument(
        "--check", metavar="NAME", help="look for copies, unreadable files, odd sizes and names"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="print the list as JSON")
    how.add_argument("--brief", action="store_true", help="print only what was found, in one line")


def run(args: argparse.Namespace) -> int:
    """Print the list; exit status 0, or 2 (from the error) where a data set cannot be had."""
    from core.data import listing

    if args.get:
        from core.data.fetch import get

        get(args.get)
        return 0
    if args.check:
        return _check(args.check)
    rows = listing.everything()
    if args.json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        print(listing.as_line(rows) if args.brief else listing.as_text(rows))
    return 0


def _check(name: str) -> int:
    """Check a data set, keep what came out as the page Data does, and print it."""
    from core.commands._progress import ProgressLine
    from core.diagnosis.data_check import check_data
    from core.diagnosis.kept_checks import keep_check

    line = ProgressLine()
    check = check_data(name, progress=lambda _step, _steps, doing: line.show(doing))
    line.end()
    keep_check(check)
    print(f"{name}: {check.pictures:,} images in {check.source}, {check.seconds:,.0f} s")
    for finding in check.findings:
        print(f"{'!' if finding.count else ' '} {finding.title}: {finding.text}")
        if finding.count:
            print(f"    {finding.advice}")
            for caption in finding.captions:
                print(f"    - {caption}")
    return 0
