"""The legend of several charts: a chip a run. What is pointed at, on a chip or in a chart, is lit
everywhere while the others fade; a click isolates it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from pages.components.browser import component

_legend = component("run_legend", "legend", ("nearest", "light", "legend"), points=False)


@dataclass(frozen=True)
class Chip:
    """A run as the legend shows it."""

    name: str
    """In the address."""
    label: str
    colour: str
    figure: str = ""
    """Such as "test .483"."""


def words_key(number: int) -> str:
    """The key of the container that holds the words of run `number`, which are lit with it."""
    return f"words-{number}"


def run_legend(
    chips: Sequence[Chip], *, only: str | None, charts: str, key: str, chosen: Callable[[], None]
) -> None:
    """Draw the chips of the runs in the charts whose keys begin with `charts`. There each trace is
    called by its run's label and has its run's colour, which no other has.

    `only` is the name of the isolated run; `chosen` is called when the person isolates another or
    releases it, see `chosen_run`.
    """
    runs = [{**asdict(chip), "words": words_key(i)} for i, chip in enumerate(chips)]
    text = json.dumps(runs)  # a list of tables would have Streamlit load pandas
    _legend(data={"runs": text, "only": only, "charts": charts}, key=key, on_only_change=chosen)


def chosen_run(key: str) -> str | None:
    """In `chosen`: the name of the run that the legend `key` isolates now, None for all."""
    said: Any = st.session_state[key]
    return said["only"] or None
