"""Does a picture find others of its kind? The worst queries, hubs, and every class."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.embeddings.shows import shown
from core.figures.tables import Cell, Link, Number
from core.metrics.decimal import between, decimal
from core.metrics.embedding import card_name
from core.metrics.meanings import MEANINGS
from core.metrics.metric import Metric
from core.metrics.retrieval import HUB
from pages.retrieval.ask import Asked, asked
from pages.shared.controls import bound_segments, bound_select
from pages.shared.errors import explained
from pages.shared.figure_card import csv_button
from pages.shared.header import header
from pages.shared.html_table import result_table
from pages.shared.meanings import draw_meanings
from pages.shared.point_pictures import draw_points
from pages.shared.ranked import Query, draw_ranked

TITLE = "Retrieval"
GROUP = "Explore"
ORDER = 2
ICON = ":material/image_search:"

SHOWN, HUBS = 20, 24
ALL = ""
VIEWS = {"queries": "Queries", "hubs": "Hubs", "classes": "Classes"}
HOW_TO_READ = r"""
Each image asks all others for its class; with $R$ others of it,

* **Recall@k**: the share of queries with one of them among the $k$ nearest;
* **R-precision**: the share of them among the $R$ nearest;
* **MAP@R**: $\frac{1}{R}\sum_{i=1}^{R} P(i)\,\mathrm{rel}(i)$, the mean over queries: right ones
  count more the earlier they come. It tells good embeddings apart where Recall@1 no longer does;
* **NMI**: k-means finds as many clusters as there are classes; the mutual information of both, by
  the mean of their entropies. 1: each class is a cluster. A resample would flatter it: no interval.
  **AMI** is the same less what chance gives;
* **alignment** and **uniformity**: how near a class's directions lie to each other, and how evenly
  all fill the sphere; **effective rank**: how many directions are used; **hubness**: how skewed it
  is who is whose neighbour.

Two intervals (95 %): over queries, what other images of these classes would change; over classes,
what other classes would. Images of one class err together, so trust the second.

A **hub** is among the ten nearest of very many: often blurred, empty or mislabelled, and in high
dimensions unavoidable. *Data quality* on the map looks at it closer.

**Traps.** Classes that a net was trained on flatter it. Of very uneven classes the large ones make
the mean: read the classes.

Musgrave, Belongie, Lim (2020), *A Metric Learning Reality Check*; Radovanović, Nanopoulos, Ivanović
(2010), *Hubs in space*, JMLR 11; Wang and Isola (2020), *Alignment and uniformity on the
hypersphere*.
"""


def draw(asked: Asked) -> None:
    """The figures, then one view of them."""
    said, count = asked.said, asked.embedding_set.about()["count"]
    figures = {name: _both(told) for name, told in said["figures"].items()}
    first, _ = figures["recall@1"]
    mean, over = figures["map@r"]
    st.markdown(
        f"{len(said['queries']):,} of {count:,} images asked for their class among all. The "
        f"nearest is right for **{decimal(first.value, 3)}** of them; MAP@R is "
        f"**{decimal(mean.value, 3)}** ({between(over.low, over.high)} over classes)."
    )
    rows: list[list[Cell]] = [
        [MEANINGS[card_name(name)].title, Number.of(one), between(other.low, other.high)]
        for name, (one, other) in figures.items()
    ]
    rows += [
        [MEANINGS[name].title, Number.of(Metric(**each)), ""]
        for name, each in said["of_points"].items()
    ]
    result_table(
        ["", "Value, interval over queries", "Interval over classes"],
        rows,
        name=f"retrieval-{asked.embedding_set.name}",
        told=f"{asked.embedding_set.about()['title']}: {len(said['queries']):,} queries among "
        f"{count:,} images. Intervals: 95 %, bootstrap; of hubness, alignment and uniformity over "
        "points, all of which are asked (of many, a sample).",
    )
    draw_meanings(f"test/{card_name(name)}" for name in [*figures, *said["of_points"]])
    view = bound_segments("View", list(VIEWS), titles=VIEWS.__getitem__, key="view", hidden=True)
    {"queries": _queries, "hubs": _hubs, "classes": _classes}[view](asked)


def _both(told: dict[str, Any]) -> tuple[Metric, Metric]:
    return Metric(**told["over_queries"]), Metric(**told["over_classes"])


def _queries(asked: Asked) -> None:
    said, classes = asked.said, asked.embedding_set.classes_of(asked.same)
    with st.container(horizontal=True):
        name = bound_select("Class", [ALL, *classes], key="class", titles=lambda c: c or "all")
        worst = bound_segments("First", ["worst", "best"], key="first") == "worst"
        wrong = bound_segments("Show", ["all", "wrong only"], key="show") != "all"
    places = np.arange(len(said["queries"]))
    if name:
        labels = shown(asked.embedding_set, asked.same)
        places = places[labels[said["queries"]] == classes.index(name)]
    if wrong:
        places = places[~said["right"][places, 0]]
    order = said["average_precision"][places] * (1 if worst else -1)
    rows = places[np.argsort(order, kind="stable")[:SHOWN]]
    if not len(rows):
        right = "The nearest is right for every query here."
        st.info(right if wrong else "No image of this class was asked.")
        return
    st.caption("The query, then its nearest; a click pins it on the map. AP: its own AP@R.")
    draw_ranked(asked.embedding_set, [_query(said, place) for place in rows], same=asked.same)
    csv_button("Save all queries", lambda: _csv(said), name=f"queries-{asked.embedding_set.name}")


def _query(said: dict[str, Any], place: int) -> Query:
    return Query(
        int(said["queries"][place]),
        said["nearest"][place].tolist(),
        said["right"][place].tolist(),
        f"AP {decimal(float(said['average_precision'][place]))}",
    )


def _hubs(asked: Asked) -> None:
    said = asked.said
    times: NDArray[np.int64] = said["times"]
    order = np.argsort(-times, kind="stable")[:HUBS]
    never = int((times == 0).sum())
    expected = HUB * len(said["queries"]) / max(len(times), 1)
    st.markdown(
        f"On average an image is among the {HUB} nearest of {expected:.3g} queries; the largest "
        f"hub is of **{times[order[0]]:,}**, and **{never:,}** images are of nobody's."
    )
    captions = [f"of {times[row]:,}" for row in order]
    draw_points(asked.embedding_set, order.tolist(), captions, same=asked.same)
    st.caption("A click pins it on the map.")


def _classes(asked: Asked) -> None:
    said, classes = asked.said, asked.embedding_set.classes_of(asked.same)
    there = np.flatnonzero(said["of_queries"])
    order = there[np.argsort(said["of_map"][there], kind="stable")]
    address = f"map?cloud={quote(asked.embedding_set.name)}&only="
    result_table(
        ["Class", "Queries", "Recall@1", "MAP@R"],
        [
            [
                Link(classes[c], f"{address}{quote(classes[c])}"),
                Number(int(said["of_queries"][c])),
                Number(float(said["of_recall"][c])),
                Number(float(said["of_map"][c])),
            ]
            for c in order
        ],
        name=f"retrieval-classes-{asked.embedding_set.name}",
        told=f"{asked.embedding_set.about()['title']}: means over each class's queries.",
    )
    st.caption("The worst first. Of a class with few queries a figure says little.")


def _csv(said: dict[str, Any]) -> str:
    lines = ["row,ap_at_r,nearest"]
    for row, value, near in zip(
        said["queries"].tolist(),
        said["average_precision"].tolist(),
        said["nearest"].tolist(),
        strict=True,
    ):
        lines.append(f"{row},{value:.6g},{' '.join(map(str, near))}")
    return "\n".join(lines) + "\n"


header(TITLE, "Does an image find others of its kind?", HOW_TO_READ)
with explained():
    shown_now = asked()
    if shown_now is not None:
        draw(shown_now)
