"""What one's own runs of a step came to: maps of an embedding, the matrix of a classifier."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.figures.confusion import confusion
from core.figures.curves import COLLAPSE
from core.lessons.study import SeedRun
from core.runs.run import Run
from pages.shared.matrix_chart import matrix_chart
from pages.shared.moving_maps import draw_moving_maps

MAPS = (
    "Each dot is a watched image, coloured by class. Each map keeps its largest scale so far, so "
    "that a collapse looks like one."
)
MATRIX = "Rows are true classes, each divided by its sum. Compare it with your neighbour's."


def draw_own_run(own: SeedRun, *, key: str) -> None:
    """The runs of one seed, each under the title of its recipe."""
    st.markdown(f"**Yours**, seed {own.seed}")
    if all(run.task == "embed" for run in own.runs.values()):
        draw_maps(own.runs, key=key)
        st.caption(MAPS)
        return
    places = st.columns(len(own.runs))
    for at, (place, (title, run)) in enumerate(zip(places, own.runs.items(), strict=True)):
        card = run.finished()
        if "test" in card.confusion and card.data.classes:
            figure = confusion(card.confusion["test"], classes=card.data.classes, title=title)
            with place:
                matrix_chart(figure, key=f"matrix-{key}-{at}", name=f"{key}-{at}")
    st.caption(MATRIX)


def draw_maps(runs: Mapping[str, Run], *, key: str) -> None:
    """Finished runs as maps that play side by side."""
    draw_moving_maps(
        key,
        runs,
        {title: run.history() for title, run in runs.items()},
        total=max(run.finished().steps for run in runs.values()),
        live=False,
        plays=True,
        quantities=COLLAPSE,
        said=lambda: {title: [run.finished().verdict] for title, run in runs.items()},
    )
