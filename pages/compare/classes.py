"""What each class gains or loses, and which confusions become more or fewer."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.comparison.tables import classes_csv
from core.comparison.verdict import classes_in_words
from core.metrics.classification import confusion
from pages.compare.ask import Answer, Asked
from pages.compare.figures import classes_table
from pages.shared.figure_card import csv_button, figure_card
from pages.shared.html_table import result_table

READABLE = 36
"""Classes whose confusions are drawn."""


def draw_classes(asked: Asked, answer: Answer) -> None:
    """The differences as a figure, in words and as a table; then the confusions."""
    from core.figures.class_differences import MOST, class_differences

    found, classes = answer.classes, answer.found.classes
    if not found:
        st.info("These images have no classes.")
        return
    one, other = asked.titles
    st.markdown(classes_in_words(found, classes, one, other))
    gaps = [each.difference for each in found]
    more = f" Of {len(found)} classes the {MOST} that change most." if len(found) > MOST else ""
    figure_card(
        class_differences(
            [classes[each.label] for each in found],
            *(
                np.array([getattr(gap, name) for gap in gaps], np.float64)
                for name in ("value", "low", "high")
            ),
            apart=np.array([each.told_apart for each in found]),
            title="share right: the second less the first",
        ),
        name=f"class-differences-{asked.names}",
        caption=f"Blue: {other} is better; orange: {one} is; gray: cannot be told apart after "
        f"Holm's correction. Bars: 95 % intervals of the difference, over images.{more}",
        alt="Difference of each class's share of right votes",
    )
    csv_button(
        "Save every class", lambda: classes_csv(found, classes), name=f"classes-{asked.names}"
    )
    with st.expander("As a table"):
        table = classes_table(asked, answer)
        result_table(table.head, table.rows, name=f"classes-{asked.names}", told=table.told)
    _confusions(asked, answer)


def _confusions(asked: Asked, answer: Answer) -> None:
    from core.figures.confusion_difference import confusion_difference

    found = answer.found
    voted = found.asked & (found.votes >= 0).all(axis=0)
    count = len(found.classes)
    if count > READABLE or not voted.any():
        return
    matrices = [
        confusion(votes[voted], found.labels[voted], classes=count) for votes in found.votes
    ]
    figure_card(
        confusion_difference(
            *matrices,
            classes=found.classes,
            title=f"Votes of {asked.titles[1]} minus those of {asked.titles[0]}",
        ),
        name=f"confusion-difference-{asked.names}",
        caption="Rows: what the image shows; columns: what is voted. Blue is better, orange worse. "
        "Most small numbers are chance.",
        alt="Difference of both confusion matrices",
    )
