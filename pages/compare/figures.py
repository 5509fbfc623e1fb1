"""The figures of a comparison as tables: on the page, to copy, and in the file that is sent."""

from __future__ import annotations

from core.figures.tables import Cell, Number, Table
from core.metrics.mcnemar import p_text
from core.metrics.paired import Comparison
from pages.compare.ask import Answer, Asked


def figures_table(asked: Asked, answer: Answer) -> Table:
    """Both sides' votes and Recall@1, their difference, and McNemar's test."""
    one, other = asked.titles
    return Table(
        ["", one, other, "Difference (95 %)", "Only the first", "Only the second", "p"],
        [
            _row(f"Vote of the {asked.k} nearest", answer.votes),
            _row("Recall@1", answer.nearest),
        ],
        f"{answer.votes.difference.n or 0:,} images. The difference is the second's less the "
        "first's, its interval (95 %, bootstrap) is over images; p is McNemar's.",
    )


def classes_table(asked: Asked, answer: Answer) -> Table:
    """The same class by class."""
    rows: list[list[Cell]] = [
        [
            answer.found.classes[each.label],
            Number(each.difference.n),
            Number(each.first),
            Number(each.second),
            Number.of(each.difference, gain=True),
            p_text(each.p),
        ]
        for each in answer.classes
    ]
    return Table(
        ["Class", "Images", *asked.titles, "Difference (95 %)", "p (Holm)"],
        rows,
        f"The share of each class that the vote of the {asked.k} nearest has right. Intervals of "
        "the difference (95 %, bootstrap) are over images; p is McNemar's, raised by Holm.",
    )


def _row(name: str, found: Comparison) -> list[Cell]:
    test, gap = found.test, found.difference
    count = gap.n or 1
    return [
        name,
        Number((test.both + test.only_first) / count),
        Number((test.both + test.only_second) / count),
        Number.of(gap, gain=True),
        Number(test.only_first),
        Number(test.only_second),
        p_text(test.p),
    ]
