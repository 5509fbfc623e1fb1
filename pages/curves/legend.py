"""The one legend of all charts; which run is isolated is in the address."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.figures.learning import run_colour
from core.metrics.decimal import decimal
from core.recipes.kinds import DEFAULT
from core.runs.standing import measured_accuracy
from pages.components.run_legend import Chip, chosen_run, run_legend
from pages.curves.charts import CHARTS
from pages.curves.runs import Shown
from pages.shared.query_params import bind, keep, set_bound

KEY = "run-legend"


def draw_legend(found: Sequence[Shown]) -> None:
    """A chip a run; the isolated one, if any, stands in the address as `only`."""
    names = [one.name for one in found]
    held = bind(
        "only",
        lambda text: text if text in names else None,
        fits=lambda name: name is None or name in names,
    )
    only: str | None = st.session_state[held]
    keep("only", only, only)
    run_legend(
        [_chip(number, one) for number, one in enumerate(found)],
        only=only,
        charts=f"figure-{CHARTS}-",
        key=KEY,
        chosen=_isolate,
    )


def _isolate() -> None:
    set_bound("only", chosen_run(KEY))


def _chip(number: int, one: Shown) -> Chip:
    return Chip(one.name, one.label, run_colour(number), _figure(one))


def _figure(one: Shown) -> str:
    """The accuracy on the test images; of a run under way, where it stands."""
    measured, card = measured_accuracy(one.run), one.run.card
    if card is None or measured is None or measured.value is None:
        return one.job.state if one.job is not None and one.busy else ""
    kind = "k-NN" if card.task == DEFAULT else "test"
    return f"{kind} {decimal(measured.value, 3)}"
