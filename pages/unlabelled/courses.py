"""How the report's runs went: both losses, both schedules of the learning rate."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.training.runs import Run
from pages.blocks.catalogue import page_link
from pages.blocks.figure_card import figure_card

CHARTS = (
    ("loss", "training loss", False),
    ("validation_loss", "validation loss", False),
    ("lr", "learning rate", True),
)


def draw_courses(runs: Mapping[str, Run], *, view: str, name: str) -> None:
    """Curves of runs by title over epochs; `view` is the comparison on the page Curves."""
    from core.figures.curves import curves

    histories = {title: run.history() for title, run in runs.items()}
    for place, (column, title, log) in zip(st.columns(3, gap="medium"), CHARTS, strict=True):
        with place:
            figure_card(
                curves(
                    {key: (h["epoch"], h[column]) for key, h in histories.items()},
                    title=title,
                    x_title="epoch",
                    log=log,
                    smoothing=0.0 if log else 0.3,
                    height=400,
                ),
                name=f"unlabelled-{column}-{name}",
                alt=f"{title} of the runs",
            )
    st.caption(
        "Training ends early: where the validation loss has not fallen by 0.0001 for five epochs "
        "(last layer), or for one (fine-tuning). The last layer's rate shrinks by .9995 with every "
        "batch; fine-tuning's falls to a fifth at a time."
    )
    page_link("curves", "These runs on the page Curves", view=view)
