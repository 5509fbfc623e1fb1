"""List the settings of recipes: title, unit, bounds, choices, default; of one task or of all."""

from __future__ import annotations

import argparse
import json


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("task", nargs="?", help="a task's name (default: all tasks)")
    parser.add_argument("--json", action="store_true", help="one JSON list")


def run(args: argparse.Namespace) -> int:
    """Print a line or two for each setting."""
    from core.commands._settings_text import rows_of, settings_text
    from core.recipes.kinds import task_entry

    if args.task:
        task_entry(args.task)  # raises UnknownName where there is no such task
    if args.json:
        print(json.dumps(rows_of(args.task)))
    else:
        print(settings_text(args.task))
    return 0
