"""Which of some embeddings is best for what, each pair asked on the same queries."""

from __future__ import annotations

from collections.abc import Sequence

from core.inference.wire import Named


def answer(*, runs: Sequence[str]) -> Named:
    """`ahead`: core.comparison.best_for.Ahead as tables. Raises UnknownName, RunBroken."""
    from dataclasses import asdict

    from core.comparison.best_for import best_for
    from core.runs.find import find_run

    return {
        "ahead": [
            asdict(each) for each in best_for({name: find_run(name) for name in runs}, paired=True)
        ]
    }
