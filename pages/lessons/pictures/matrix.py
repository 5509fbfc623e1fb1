"""A run's confusion matrix, counted from what it says of its test images."""

from __future__ import annotations

import io

from core.csv_text import Table
from core.errors import UnknownName
from core.figures.confusion import confusion
from core.lessons.lesson import Picture
from core.lessons.measures import answers
from core.runs.answers import Answers
from pages.shared.figure_card import figure_card


def draw(picture: Picture, *, key: str) -> None:
    """By rows, by columns or in counts, one cell marked where the picture names it."""
    name = picture.runs[0]
    found = answers(name)
    if unknown := [each for each in picture.marked if each not in found.classes]:
        raise UnknownName(f"class of {name}", unknown[0], found.classes)
    cell = tuple(found.classes.index(each) for each in picture.marked)
    figure = confusion(
        found.matrix,
        classes=found.classes,
        by=picture.by,
        marked=(cell[0], cell[1]) if len(cell) == 2 else None,
    )
    figure_card(
        figure,
        name=key,
        table=lambda: _csv(found),
        alt=f"Confusion matrix of {name}: true classes as rows, predicted ones as columns",
    )


def _csv(found: Answers) -> str:
    out = io.StringIO()
    write = Table(out)
    write.writerow(["true \\ predicted", *found.classes])
    rows = zip(found.classes, found.matrix.tolist(), strict=True)
    write.writerows([name, *row] for name, row in rows)
    return out.getvalue()
