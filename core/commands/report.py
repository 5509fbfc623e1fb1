"""Every figure of the source reports beside the reproduced one and ours."""

from __future__ import annotations

import argparse
import json
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    parser.add_argument("--only", metavar="REPORT", help="one report, for example 000")


def run(args: argparse.Namespace) -> int:
    """Print the figures; 0, or 1 where a study cannot be read."""
    from core.studies.reported import rows
    from core.studies.study import broken_studies

    broken = broken_studies().values()
    for reason in broken:
        print(reason, file=sys.stderr)
    chosen = rows(report=args.only)
    if args.json:
        print(json.dumps([row.as_dict() for row in chosen], indent=1, ensure_ascii=False))
        return int(bool(broken))
    head = f"{'':5}{'experiment':60}{'metric':26}{'reported':>12}{'reproduced':>12}{'ours':>12}"
    print(head + "  recipe")
    for row in chosen:
        figures = "".join(f"{_figure(x):>12}" for x in (row.reported, row.reproduced, row.ours))
        print(f"{row.report:5}{row.experiment:60}{row.metric:26}{figures}  {row.recipe or '-'}")
    return int(bool(broken))


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
