"""How the report's runs went: both losses, both schedules of the learning rate."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.runs.run import Run
from pages.shared.catalogue import page_link
from pages.shared.learning_curves import CurveChart, curve_cards

CHARTS = (
    CurveChart("loss", "training loss", smoothing=0.3),
    CurveChart("validation_loss", "validation loss", smoothing=0.3),
    CurveChart("lr", "learning rate", log=True),
)


def draw_learning_curves(runs: Mapping[str, Run], *, view: str, name: str) -> None:
    """Curves of runs by title over epochs; `view` is the study on the page Curves."""
    curve_cards(runs, CHARTS, name=f"unlabelled-{name}", height=400)
    st.caption(
        "Stops once the validation loss has not fallen by .0001 for five epochs (last layer), "
        "or at all for one (fine-tuning). Learning rate: times .9995 a batch (last layer), to "
        "a fifth at each step (fine-tuning)."
    )
    page_link("curves", "Open these runs on the page Curves", view=view)
