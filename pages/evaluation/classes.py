"""Precision, recall and F1 of every class, as a table that can be sorted and saved."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.figures.tables import Cell, Number, Table
from core.metrics.decimal import between
from core.metrics.per_class import per_class
from core.metrics.wilson import wilson_bounds
from pages.evaluation.choose import Judged
from pages.shared.html_table import draw_copies

SHARES = ("precision", "recall", "F1")
Columns = dict[str, list[object]]


def draw_classes(judged: Judged) -> None:
    """The table, the worst F1 first."""
    table = columns(judged)
    shares = {
        name: st.column_config.ProgressColumn(name, format="%.3f", min_value=0, max_value=1)
        for name in SHARES
    }
    rows = len(judged.answers.classes)
    st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * rows, 560),
        column_config=shares,
        key=f"confusion-classes-{judged.name}",
    )
    st.caption(
        "Lowest F1 first; a column's head sorts. Interval of the recall (Wilson). Empty: never "
        "predicted."
    )
    draw_copies(table_of(judged), name=f"classes-{judged.name}")


def columns(judged: Judged) -> Columns:
    """The table's columns, rows by F1, ascending."""
    answers = judged.answers
    found = per_class(answers.matrix)
    low, high = wilson_bounds(np.diag(answers.matrix), found.support)
    order = np.argsort(np.nan_to_num(found.f1), kind="stable")
    return {
        "class": [answers.classes[i] for i in order],
        "images": found.support[order].tolist(),
        "predicted": found.predicted[order].tolist(),
        "precision": _known(found.precision[order]),
        "recall": _known(found.recall[order]),
        "recall, 95 %": [between(low[i], high[i]) for i in order],
        "F1": _known(found.f1[order]),
    }


def table_of(judged: Judged) -> Table:
    """The same to take along."""
    answers = judged.answers
    found = per_class(answers.matrix)
    low, high = wilson_bounds(np.diag(answers.matrix), found.support)
    rows: list[list[Cell]] = [
        [
            answers.classes[i],
            Number(int(found.support[i])),
            Number(int(found.predicted[i])),
            Number(_share(found.precision[i])),
            Number(_share(found.recall[i]), float(low[i]), float(high[i])),
            Number(_share(found.f1[i])),
        ]
        for i in np.argsort(np.nan_to_num(found.f1), kind="stable")
    ]
    return Table(
        ["Class", "Images", "Predicted", "Precision", "Recall (95 %)", "F1"],
        rows,
        f"{judged.title}: {len(answers.labels):,} test images, lowest F1 first. Intervals of the "
        "recall (95 %, Wilson) are over each class's images.",
    )


def _share(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _known(values: np.ndarray) -> list[object]:
    return [None if np.isnan(value) else round(float(value), 4) for value in values]
