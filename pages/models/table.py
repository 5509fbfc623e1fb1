"""A table of every model that is here."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import streamlit as st

from core import data
from core.figures.tables import Cell, Link, Number
from core.metrics.decimal import decimal
from core.metrics.student import deviation
from core.runs.run import Run
from core.runs.share import FILES
from core.runs.standing import (
    accuracy_over_seeds,
    group_of,
    lines_of,
    measured_accuracy,
    title_of,
)
from pages.shared.html_table import result_table

MB = 1_000_000
WHAT = {"embed": "embedding", "classify": "classifier", "kinship": "pairs of faces"}
"""What a task makes, where that has another name."""


def draw_all(runs: Mapping[str, Run]) -> None:
    """A table of all models that the search leaves."""
    found = st.text_input("Find", key="models-find", placeholder="A net, a data set, a title …")
    lines = lines_of(runs)
    words = found.lower().split()
    chosen = [name for name in runs if all(word in _searched(lines, name, runs) for word in words)]
    st.caption(f"{len(chosen)} of {len(runs)} models")
    if chosen:
        head = ["Model", "Kind", "Net", "Weights", "Data", "Test accuracy", "n"]
        head += ["Over seeds", "Deviation", "Seeds", "Size", "Whose"]
        result_table(
            head,
            [_row(name, runs[name]) for name in chosen],
            name="models",
            told="Test accuracy of one training; its interval (95 %) is over the n test images. "
            "Over seeds: the mean of several with its interval (95 %, Student), and their standard "
            "deviation; a dash: one seed alone, its luck unknown.",
        )


def _row(name: str, run: Run) -> list[Cell]:
    card, measured, seeds = run.finished(), measured_accuracy(run), accuracy_over_seeds(run)
    made = card.net or card.head
    return [
        Link(title_of(run), f"models?run={quote(name)}"),
        WHAT.get(card.task, card.task),
        made.title if made else "",
        f"{made.parameters:,}" if made else "",
        data.called(card.data.name or ""),
        Number(measured.value, measured.low, measured.high) if measured else Number(None),
        Number(measured.n) if measured and measured.n else "",
        Number(seeds.value, seeds.low, seeds.high) if seeds else Number(None),
        decimal(deviation(seeds), 3),
        Number(seeds.n) if seeds else "1",
        size_of(run),
        group_of(run),
    ]


def _searched(lines: Mapping[str, str], name: str, runs: Mapping[str, Run]) -> str:
    card = runs[name].finished()
    net = f"{card.net.name if card.net else ''} {card.learner}"
    return f"{lines[name]} {name} {card.task} {WHAT.get(card.task, '')} {net}".lower()


def size_of(run: Run) -> str:
    """Of its files that are shared, as people read it."""
    size = sum(p.stat().st_size for each in FILES if (p := run.folder / each).is_file())
    return f"{size / MB:.1f} MB" if size >= MB / 10 else f"{size / 1000:.0f} kB"
