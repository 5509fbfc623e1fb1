"""First-layer filters: after puzzles, after fine-tuning on labels, and from labels alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.metrics.decimal import decimal
from core.metrics.weight_change import Movement, Weights, movement, read_first, read_movement
from core.runs.find import has_net
from core.runs.run import Run
from pages.inside_network.first_layer import filter_tiles
from pages.inside_network.nets import asked, moved_of, stamp
from pages.inside_network.tile_card import tile_card
from pages.shared.figure_card import figure_card

FIRST = "body.conv1"
SHOWN = 24


def draw_filters(
    fine: tuple[str, Run], others: Mapping[str, tuple[str, Run]], *, name: str
) -> None:
    """`fine` is the fine-tuned run; `others`, by title, are nets that it is compared with."""
    first, last, every_layer = _ends(*fine)
    moved = movement(first, last)
    order = _strongest(first)
    shown = {"after puzzles": first[order], "the same, fine-tuned": last[order]}
    layers = {"fine-tuned after puzzles": every_layer}
    for title, other in others.items():
        _, trained, layers[title] = _ends(*other)
        shown[f"{title}, trained"] = trained[_strongest(trained)]
    every = np.concatenate(list(shown.values()))
    for place, (title, weights) in zip(st.columns(len(shown)), shown.items(), strict=True):
        with place:
            st.markdown(f"**{title.capitalize()}**")
            figure, _ = filter_tiles(weights, scale_of=every, names=[""] * len(weights), tile=26)
            tile_card(figure, name=f"unlabelled-{title}-{name}", alt=f"First filters, {title}")
    known = moved.cosine[np.isfinite(moved.cosine)]
    st.caption(
        f"The {len(order)} strongest of {len(first)} filters of 11 x 11 pixels, by length (L2), "
        "on one scale. The left two panels show the same filters (median cosine "
        f"{decimal(np.median(known), 3)}); random weights have their own."
    )
    from core.figures.movement import layers_moved

    figure_card(
        layers_moved(layers),
        name=f"unlabelled-moved-{name}",
        caption="The median filter of every convolution. *Trap:* how far it moves also depends "
        "on the learning rate and the number of epochs.",
        alt="How far the layers of each net moved",
    )


def knows_filters(run: Run) -> bool:
    """Whether `draw_filters` can show a run: by its weights, or by what it kept of its filters."""
    return has_net(run) or (run.folder / "first_filters.npy").is_file()


def _strongest(weights: Weights) -> NDArray[np.int64]:
    """The filters [SHOWN] whose weights are longest, the longest first."""
    lengths = np.linalg.norm(weights.reshape(len(weights), -1), axis=1)
    order: NDArray[np.int64] = np.argsort(-lengths, kind="stable")[:SHOWN]
    return order


def _ends(name: str, run: Run) -> tuple[Weights, Weights, Mapping[str, Movement]]:
    """The first layer's filters before and after, and how far those of all layers moved."""
    known, moved = read_first(run.folder), read_movement(run.folder)
    if known and moved:
        return *known, moved
    said = asked("filters-moved", name, stamp(run), path=FIRST)
    return said["before"], said["after"], moved_of(said)
