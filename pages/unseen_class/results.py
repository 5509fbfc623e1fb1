"""The classes side by side, in a picture, in words and as a table; and a map of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import numpy as np
import streamlit as st

from core.embeddings.maps import opening_map
from core.embeddings.sources import stored
from core.figures.palette import colour
from core.figures.tables import Cell, Link, Number
from core.metrics.decimal import decimal
from core.metrics.metric import Metric
from core.runs.run import Run
from core.studies.unseen_class import AUC, SHARE, SILHOUETTE, Unseen
from pages.components.point_map import pane_of, point_map
from pages.shared.catalogue import page_link
from pages.shared.controls import bound_select
from pages.shared.figure_card import figure_card
from pages.shared.html_table import result_table
from pages.shared.plain import plain

PANELS = {"k-NN share": SHARE, "ROC AUC": AUC, "Silhouette": SILHOUETTE}
HEIGHT = 420  # pixels


def draw_classes(found: Sequence[Unseen], *, classes: Sequence[str], name: str) -> None:
    """How far each of a data set's `classes` stands apart for a net that never saw it; `name` sets
    keys apart.
    """
    from core.figures.unseen_class import unseen_class

    st.markdown(_in_words(found))
    seen = [each.seen for each in found] if any(each.seen.value for each in found) else []
    figure_card(
        unseen_class(
            [each.name for each in found],
            {title: [each.figure(key) for each in found] for title, key in PANELS.items()},
            chance=[1 / len(classes), 0.5, 0.0],
            colours=[colour(classes.index(each.name)) for each in found],
            seen=seen,
        ),
        name=f"unseen-{name}",
        caption="Each row is another training, which never saw that class. Lines: 95 % intervals "
        "over test images. Dotted: a class that nothing tells apart.",
        table=lambda: _csv(found),
        alt="How far each class stands apart where training never saw it",
    )
    several = any(each.over_seeds for each in found)
    head = ["Class never seen", *PANELS, *(["k-NN share, over seeds"] if several else [])]
    result_table(
        [*head, "k-NN share where seen"],
        [_row(each, several) for each in found],
        name=f"unseen-{name}",
        told="Each row is another training, which never saw that class. Intervals (95 %) are over "
        "test images" + (", over seeds where it says so." if several else "."),
    )


def draw_map(found: Sequence[Unseen], runs: Mapping[str, Run], *, name: str) -> None:
    """The test images as one of the nets lays them out; the class it never saw is marked."""
    titles = {each.name: each for each in found}
    chosen = titles[bound_select("A net that never saw", list(titles), key="class")]
    run = runs[chosen.run]
    embedding_set = stored(run)
    maps = embedding_set.maps()
    shown = maps[opening_map(maps) or next(iter(maps))]
    place = list(run.data().classes).index(chosen.name)
    rows = np.flatnonzero(run.labels("test") == place)
    point_map(
        embedding_set,
        [pane_of(shown, title="")],
        key=f"unseen-map-{name}-{place}",
        request=(place + 1, rows.tolist()),
        height=HEIGHT,
        bare=True,
    )
    with st.container(horizontal=True):
        st.caption(
            f"All test images; bright: {plain(chosen.name)}, which this net never saw. Does it "
            "form an island, or fall onto what looks like it?"
        )
        page_link("map", "Open on the map", checkpoint=chosen.run)
        page_link("evaluation", "What it is taken for", run=chosen.run)
        page_link("curves", "Its curves", runs=chosen.run)


def _in_words(found: Sequence[Unseen]) -> str:
    """Which stands apart most and least, and what never seeing a class costs."""
    ranked = sorted(found, key=lambda each: -(each.figure(AUC).value or 0.0))
    first, last = ranked[0], ranked[-1]
    told = (
        f"**{plain(first.name)}** stands apart most (ROC AUC {decimal(first.figure(AUC).value)}), "
        f"**{plain(last.name)}** least ({decimal(last.figure(AUC).value)})."
        if len(ranked) > 1
        else ""
    )
    pairs = [
        (each.figure(SHARE).value, each.seen.value)
        for each in found
        if each.figure(SHARE).value is not None and each.seen.value is not None
    ]
    if not pairs:
        return told
    unseen, seen = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    return (
        f"{told} On average a class is found again by its nearest neighbours in "
        f"**{decimal(unseen)}** of its images where training never saw it, and in "
        f"**{decimal(seen)}** where it did."
    )


def _row(each: Unseen, several: bool) -> list[Cell]:
    row: list[Cell] = [Link(each.name, f"map?checkpoint={quote(each.run)}")]
    row += [_number(each.figure(key)) for key in PANELS.values()]
    if several:
        row.append(_number(each.over_seeds.get(SHARE, Metric(None))))
    return [*row, _number(each.seen)]


def _number(metric: Metric) -> Number:
    return Number(metric.value, metric.low, metric.high)


def _csv(found: Sequence[Unseen]) -> str:
    lines = ["class,figure,value,low,high,n,mean_over_seeds,low_over_seeds,high_over_seeds,seeds"]
    for each in found:
        for key in PANELS.values():
            one, mean = each.figure(key), each.over_seeds.get(key, Metric(None))
            cells = (one.value, one.low, one.high, one.n, mean.value, mean.low, mean.high, mean.n)
            text = ",".join("" if cell is None else str(cell) for cell in cells)
            lines.append(f'"{each.name}",{key},{text}')
    return "\n".join(lines) + "\n"
