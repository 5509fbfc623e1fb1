"""Every figure of the source reports beside the reproduced one and ours."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.studies.reported import Row


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "name", metavar="REPORT", nargs="?", help="one report, for example 000 (default: all)"
    )
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    parser.add_argument("--only", metavar="REPORT", help="the same as REPORT")
    parser.add_argument(
        "--html", type=Path, metavar="FILE", help="write the report's page as one HTML file"
    )
    parser.add_argument(
        "--keep-trial",
        nargs="+",
        metavar="X",
        help="NAME RUN...: keep what finished runs of one setting measured, a seed each, without "
        "weights, as a trial that the reports' texts cite",
    )


def run(args: argparse.Namespace) -> int:
    """Print the figures, or write what is asked for; 0, or 1 where a study cannot be read."""
    from core.studies.reported import rows
    from core.studies.study import broken_studies

    if args.keep_trial is not None:
        return _keep_trial(*args.keep_trial)
    report = args.name or args.only
    if args.html is not None:
        return _write(report, args.html)

    broken = broken_studies().values()
    for reason in broken:
        print(reason, file=sys.stderr)
    chosen = rows(report=report)
    if args.json:
        print(json.dumps([row.as_dict() for row in chosen], indent=1, ensure_ascii=False))
        return int(bool(broken))
    head = f"{'':5}{'experiment':60}{'metric':26}{'reported':>12}{'reproduced':>12}{'ours':>12}"
    print(head + "  recipe")
    for row in chosen:
        figures = "".join(f"{_figure(x):>12}" for x in (row.reported, row.reproduced, row.ours))
        print(f"{row.report:5}{row.experiment:60}{row.metric:26}{figures}  {row.recipe or '-'}")
    _beside(chosen)
    return int(bool(broken))


def _beside(chosen: list[Row]) -> None:
    """What to know of the figures, and what plain pixels reach on the same test images."""
    from core.figures.baselines import TITLE, baselines_table
    from core.figures.tables import markdown_text
    from core.studies.reported import cautions_of, judged

    for sentence in cautions_of(chosen):
        print(f"\n{sentence}")
    table = baselines_table(run.finished() for run in judged(chosen))
    if table is not None:
        print(f"\n{TITLE}\n\n{markdown_text(table)}")


def _write(report: str | None, path: Path) -> int:
    from core import files
    from core.errors import BadRecipe
    from core.figures.report_page import report_file
    from core.studies.reported import titles

    if report is None:
        raise BadRecipe(f"--html writes one report: name it, one of {', '.join(titles())}.")
    made = report_file(report)
    files.write(path, lambda part: part.write_bytes(made))
    print(f"{path}: report {report}, {len(made) / 1e6:.1f} MB, no server needed")
    return 0


def _keep_trial(name: str, *runs: str) -> int:
    from core.errors import BadRecipe
    from core.runs.find import find_run
    from core.studies.trial import keep_trial

    if not runs:
        raise BadRecipe("--keep-trial takes a name and at least one finished run.")
    print(keep_trial(name, [find_run(run) for run in runs]))
    return 0


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
