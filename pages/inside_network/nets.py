"""What the models say of a net, kept in memory: a view that comes back is there at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.metrics.weight_change import Movement
from core.runs.find import find_run
from core.runs.layers import layers
from core.runs.run import Run
from pages.serving.ask import ask


@dataclass(frozen=True)
class Convolution:
    """One layer: its module's path in the net, and its weights' shape."""

    path: str
    filters: int
    inputs: int
    """Channels that each filter sees."""
    height: int
    width: int

    @property
    def title(self) -> str:
        """Such as "stem.0: 32 filters, 3 x 3 x 3"."""
        return f"{self.path}: {self.filters} filters, {self.inputs} x {self.height} x {self.width}"


def stamp(run: Run) -> str:
    """Changes when the run is trained anew under the same name."""
    return run.finished().created


@st.cache_data(max_entries=24, show_spinner="Running the net …")
def asked(call: str, name: str, created: str, **question: Any) -> dict[str, Any]:
    """The answer of a call about the run `name`; raises as `ask` does."""
    del created  # tells a run that was trained anew apart
    return ask(call, run=name, **question)


@st.cache_data(max_entries=64, show_spinner=False)
def layers_of(name: str, created: str) -> list[dict[str, Any]]:
    """The named layers of a net, from the first behind the pixels to the output."""
    del created
    return [each for each in layers(find_run(name)) if each["name"] != "pixels"]


def convolutions_of(said: Mapping[str, Any]) -> list[Convolution]:
    """Those that "filters-moved" says of a net, in the net's order."""
    return [Convolution(**each) for each in said["convolutions"]]


def moved_of(said: Mapping[str, Any]) -> dict[str, Movement]:
    """How far the filters of each convolution moved, by its path, as "filters-moved" says it."""
    return {
        each.path: Movement(said[f"cosine-{n}"], said[f"distance-{n}"], said[f"share-{n}"])
        for n, each in enumerate(convolutions_of(said))
    }
