"""What each run's curves say, in words and numbers."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.figures.learning import run_colour
from core.metrics.decimal import decimal
from core.recipes.kinds import DEFAULT
from core.runs.curves import RATIO
from core.runs.standing import how_sure, measured_accuracy
from core.tasks.classify.curve_diagnosis import curve_diagnosis
from core.tasks.embed.diagnosis import diagnosis
from pages.components.run_legend import words_key
from pages.curves.runs import Shown
from pages.shared.job_strip import CLASSIFY, progress_text
from pages.shared.plain import plain


def draw_words(found: Sequence[Shown]) -> None:
    """A paragraph for each run: over-fitting, best epoch, and where it stands if it trains."""
    for number, one in enumerate(found):
        with st.container(key=words_key(number), gap="xsmall"):
            name = f"**{plain(one.label)}**"
            st.markdown(f"{_swatch(number)} {name}{_measured(one)}", unsafe_allow_html=True)
            st.markdown(_in_words(one))
            if one.job is not None and one.run.card is None:
                st.caption(f"{one.job.state}: {progress_text(one.job)}")


def _in_words(one: Shown) -> str:
    """What the Triplet lab says of a lane, of an embedding trained on triplets."""
    if any(curve.quantity == RATIO for curve in one.curves):
        return diagnosis(one.run, ended=one.run.card is not None)
    return curve_diagnosis(one.history)


def _swatch(number: int) -> str:
    return f'<span style="color:{run_colour(number)}">■</span>'


def _measured(one: Shown) -> str:
    test, card = measured_accuracy(one.run), one.run.card
    if card is None or test is None or card.task not in (CLASSIFY, DEFAULT):
        return ""
    kind = "" if card.task == CLASSIFY else "k-NN, "
    sure = f"{kind}{how_sure(one.run)}"
    return f" · accuracy {decimal(test.value, 3)} on {test.n or 0:,} test images ({sure})"
