"""List every data set: where it was found, its sizes and licence, or how to get it."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.diagnosis.baselines import Baselines


def arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `python -m core data`."""
    parser.add_argument("--get", metavar="NAME", help="download a data set and list it")
    parser.add_argument(
        "--check",
        metavar="NAME",
        help="look for copies, unreadable files, odd sizes and names, and measure what plain "
        "pixels reach",
    )
    parser.add_argument(
        "--baselines", metavar="NAME", help="print what plain pixels reach, as it was measured last"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="with --check: also keep in the package what plain pixels reach, for pages where the "
        "images are not",
    )
    parser.add_argument(
        "--take",
        metavar="FILE",
        help="keep images of your own (a folder, an archive, a table of paths or of images) as a "
        "data set",
    )
    parser.add_argument("--label", metavar="COLUMN", help="with --take: the column of the classes")
    parser.add_argument(
        "--group", metavar="COLUMN", help="with --take: never part the groups of this column"
    )
    parser.add_argument(
        "--split", metavar="COLUMN", help="with --take: the column that says train and test"
    )
    parser.add_argument(
        "--unseen", action="store_true", help="with --take: test on classes never trained on"
    )
    parser.add_argument(
        "--seed", type=int, default=0, help="with --take: which test images are drawn"
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
    if args.take:
        return _take(args)
    if args.baselines:
        return _baselines(args.baselines)
    if args.check:
        return _check(args.check, ship=args.keep)
    rows = listing.everything()
    if args.json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        print(listing.as_line(rows) if args.brief else listing.as_text(rows))
    return 0


def _take(args: argparse.Namespace) -> int:
    """Keep somebody's own images by the job that the page Data starts, here and now, and print
    what they are called; Ctrl-C stops it, and nothing of them stays.
    """
    from core.commands._working import STOPPED, work_in
    from core.data.own_division import Division
    from core.jobs.jobs import CANCELLED, job_file, read_status
    from core.jobs.kinds import TAKE
    from core.jobs.kinds.take_data import described
    from core.jobs.make import make_other_job, new_name
    from core.paths import from_home, runs_folder

    path = from_home(args.take).absolute()
    division = Division(unseen=args.unseen, group=args.group, seed=args.seed, split=args.split)
    about = described(path, path.name, label=args.label, division=division)
    folder = runs_folder() / new_name()
    title = f"Bring {path.name}"
    make_other_job(folder, TAKE, about, title=title, state=CANCELLED, texts={})
    if status := work_in(folder, unit=""):
        return status
    if read_status(folder).state == CANCELLED:
        print("Stopped: nothing was kept.")
        return STOPPED
    made = job_file(folder).about
    print(f"{made['made']}: {made['told']}")
    return 0


def _check(name: str, *, ship: bool) -> int:
    """Check a data set, keep what came out as the page Data does, and print it."""
    from core.commands._progress import ProgressLine
    from core.diagnosis.data_check import check_data
    from core.diagnosis.kept_checks import keep_check, ship_baselines

    line = ProgressLine()
    check = check_data(name, progress=lambda _step, _steps, doing: line.show(doing))
    line.end()
    keep_check(check)
    if ship:
        ship_baselines(check)
    print(f"{name}: {check.pictures:,} images in {check.source}, {check.seconds:,.0f} s")
    for finding in check.findings:
        print(f"{'!' if finding.count else ' '} {finding.title}: {finding.text}")
        if finding.count:
            print(f"    {finding.advice}")
            for caption in finding.captions:
                print(f"    - {caption}")
    _print_baselines(check.baselines)
    return 0


def _baselines(name: str) -> int:
    """Print what is kept of a data set; 1 where nobody measured it."""
    from core.data.catalogue import entry
    from core.diagnosis.kept_checks import kept_baselines

    found = kept_baselines(entry(name).name)
    _print_baselines(found)
    if not found:
        print(f"Not measured for {name}. Where its images are: python -m core data --check {name}.")
    return 0 if found else 1


def _print_baselines(found: tuple[Baselines, ...]) -> None:
    from core.figures.baselines import in_words

    for each in found:
        print(f"  Without a net: {in_words(each)}")
