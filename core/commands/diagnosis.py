"""Judge the diagnosis: runs whose end is known, made and real, and what it says of them. Takes
about half a minute.
"""

from __future__ import annotations

import argparse
import json


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--keep", action="store_true", help="keep it for the page Studies")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Judge and print; 0."""
    from core.studies.judged_diagnosis import judge, keep

    judged = judge()
    if args.keep:
        keep(judged)
    if args.json:
        print(json.dumps(judged, ensure_ascii=False))
        return 0
    print(f"{'':11}{'cause':40}{'precision':>24}{'recall':>24}")
    for kind, content in judged.items():
        for cause, each in content["causes"].items():
            shares = "".join(_share(each[name]) for name in ("precision", "recall"))
            print(f"{kind:11}{cause:40}{shares}")
    return 0


def _share(told: dict[str, float]) -> str:
    return f"{told['value']:8.3f} ({told['low']:.3f} to {told['high']:.3f})".rjust(24)
