"""How far each of the four moved from what it began with, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from core.metrics.weight_change import Movement, read_movement
from core.runs.find import has_net
from core.runs.run import Run
from pages.inside_network.nets import asked, moved_of, stamp
from pages.shared.catalogue import page_link
from pages.shared.figure_card import figure_card


def draw_moved(ways: Mapping[str, Run], keys: Mapping[str, str], *, name: str) -> None:
    """A line for each run that keeps its weights; `keys` are their names for `find_run`."""
    from core.figures.movement import layers_moved

    kept = [way for way, run in ways.items() if has_net(run) or has_movement(run)]
    absent = [way for way in ways if way not in kept]
    if kept:
        layers = {way: _layers(keys[way], ways[way]) for way in kept}
        frozen = [way for way in kept if not any(m.moved.any() for m in layers[way].values())]
        still = f" {', '.join(frozen)}: not at all, as the backbone is frozen." if frozen else ""
        figure_card(
            layers_moved(layers),
            name=f"transfer-moved-{name}",
            caption=f"The median filter of every convolution.{still} *Trap:* that a layer moved "
            "does not mean that it had to.",
            table=lambda: _table(layers),
            alt="How far the layers of each net moved",
        )
        for way in filter(lambda way: has_net(ways[way]), kept):
            page_link("inside_network", f"Open the filters of {way}", run=keys[way], view="moved")
    if absent:
        st.caption(f"{', '.join(absent)}: stored without weights, so the filters are not known.")
    if any(not has_net(run) for run in ways.values()):
        st.caption(
            "The shipped nets come without weights: train the four to see their filters on "
            "Inside the network."
        )


def has_movement(run: Run) -> bool:
    """Whether a run that was kept without weights kept how far its filters moved."""
    return (run.folder / "movement.json").is_file()


def _layers(name: str, run: Run) -> Mapping[str, Movement]:
    return read_movement(run.folder) or moved_of(asked("filters-moved", name, stamp(run)))


def _table(layers: Mapping[str, Any]) -> str:
    rows = ["way,layer,median_cosine,median_l2,median_share"]
    for way, found in layers.items():
        for path, moved in found.items():
            cells = (np.nanmedian(v) for v in (moved.cosine, moved.distance, moved.share))
            rows.append(f"{way},{path}," + ",".join(f"{cell:.6g}" for cell in cells))
    return "\n".join(rows) + "\n"
