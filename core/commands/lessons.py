"""Every lesson with its steps, and what is wrong in those that cannot be read."""

from __future__ import annotations

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """There are none."""
    del parser


def run(args: argparse.Namespace) -> int:
    """Print them; 0, or 1 where one cannot be read or its figures do not bear it out."""
    from core.lessons.claims import failing
    from core.lessons.measured import figures_of
    from core.lessons.reading import broken_lessons, lessons

    del args
    wrong = list(broken_lessons().values())
    for name, each in lessons().items():
        print(f"{name}: {each.title} ({', '.join(each.step_names)})")
        for step in each.steps:
            figures, _ = figures_of(each, step)
            off = failing(step.claims, figures)
            wrong += [
                f"{name}, step {step.name}: the figures here say otherwise: {one}" for one in off
            ]
    for text in wrong:
        print(text, file=sys.stderr)
    return int(bool(wrong))
