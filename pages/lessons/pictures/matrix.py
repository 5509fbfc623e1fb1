"""A run's confusion matrix, counted from what it says of its test images."""

from __future__ import annotations

from core.errors import UnknownName
from core.figures.confusion import confusion
from core.lessons.lesson import Picture
from core.lessons.measures import answers
from pages.shared.figure_card import csv_button
from pages.shared.matrix_chart import matrix_chart, matrix_csv


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
    matrix_chart(figure, key=f"matrix-{key}", name=key)
    csv_button("Save the numbers", lambda: matrix_csv(found.matrix, found.classes), name=key)
