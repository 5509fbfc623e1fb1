"""Nets and what was computed with them, kept in memory: a view that comes back is there at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.runs.find import find_run
from core.runs.run import Run


def stamp(run: Run) -> str:
    """Changes when the run is trained anew under the same name."""
    return run.finished().created


@st.cache_resource(max_entries=3, show_spinner="Loading the net …")
def both_ends(name: str, created: str) -> tuple[Any, Any]:
    """The run's net before its first step and at its end."""
    del created  # tells a run that was trained anew apart
    from core.inference import conv_filters as kernels

    return kernels.both_ends(find_run(name))


@st.cache_resource(max_entries=3, show_spinner="Loading the net …")
def trained(name: str, created: str) -> Any:
    """The run's net at its end."""
    del created
    from core.training.embed import load_model

    return load_model(find_run(name))


@st.cache_data(max_entries=64, show_spinner=False)
def layers_of(name: str, created: str) -> list[dict[str, Any]]:
    """The named layers of a net, from the first behind the pixels to the output."""
    del created
    from core.embeddings.sources import layers

    return [each for each in layers(find_run(name)) if each["name"] != "pixels"]


def layer_path(run: Run, layer: str) -> str | None:
    """The module that a named layer is; None for the whole net."""
    from core.embeddings.sources import module_path

    return module_path(run, layer)


def prepared(run: Run, pixels: NDArray[np.uint8]) -> Any:
    """One picture uint8 [h, w] or [h, w, 3] as the net takes it: a tensor [1, c, h, w]."""
    from core.training.pixels import Pixels

    return Pixels.of_card(run.finished()).prepare(pixels[None], device="cpu")
