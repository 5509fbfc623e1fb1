"""Filters before and after training, and how far each moved."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.metrics.decimal import decimal
from core.metrics.weight_change import Movement, movement
from core.runs.run import Run
from pages.inside_network.first_layer import filter_tiles
from pages.inside_network.nets import asked, convolutions_of, moved_of, stamp
from pages.inside_network.tile_card import csv_of, tile_card
from pages.shared.controls import bound_select
from pages.shared.figure_card import figure_card

MOST = 32


def draw_moved(name: str, run: Run) -> None:
    """One layer's filters side by side, sorted by how far they moved; then all layers."""
    said = asked("filters-moved", name, stamp(run))
    found = {each.path: each for each in convolutions_of(said)}
    if not found:
        st.info("This net has no convolution, and so no filters to compare.")
        return
    st.markdown(_beginning(run))
    path = bound_select("Convolution", list(found), titles=lambda p: found[p].title, key="conv")
    if path != next(iter(found)):
        said = asked("filters-moved", name, stamp(run), path=path)
    first, last = said["before"], said["after"]
    moved = movement(first, last)
    key = name.replace("/", "-")
    if found[path].inputs in (1, 3) and found[path].height > 1:
        _pictures(key, first, last, moved)
    st.markdown(_in_words(moved))
    if moved.moved.any():
        _bars(key, path, moved)
    layers = moved_of(said)
    if len(layers) > 1 and any(layer.moved.any() for layer in layers.values()):
        _layers(key, layers)


def _beginning(run: Run) -> str:
    net = run.finished().image_net
    if net.pretrained:
        return "*Before*: the ImageNet weights from which this run was fine-tuned."
    if net.weights_from:
        return f"*Before*: the weights of {net.weights_from}, with which this run began."
    return f"*Before*: random initial weights, drawn again from seed {run.recipe().seed}."


def _pictures(name: str, first: Any, last: Any, moved: Movement) -> None:
    order = moved.farthest_first()[:MOST]
    names = [str(i) for i in order]
    both = np.concatenate([first, last])
    columns, scale = st.columns(2, gap="medium"), ""
    for place, weights, title in zip(columns, (first, last), ("before", "after"), strict=True):
        with place:
            st.markdown(f"**{title.capitalize()}**")
            figure, scale = filter_tiles(weights[order], scale_of=both, names=names, tile=64)
            tile_card(figure, name=f"{title}-{name}", alt=f"Filters {title} training")
    st.caption(f"Those that turned most first, in the same order on both sides. {scale}")


def _in_words(moved: Movement) -> str:
    cosine, share = moved.cosine, moved.share
    known = np.isfinite(cosine)
    if not moved.moved.any():
        return "**No filter of this layer moved**: it was frozen."
    same = int((cosine[known] > 0.99).sum())
    return (
        f"The median filter has a cosine of **{decimal(np.median(cosine[known]), 3)}** with its "
        f"initial weights and moved by **{np.nanmedian(share):.1%}** of its length; {same} of "
        f"{len(cosine)} still detect the same pattern (cosine above .99)."
    )


def _bars(name: str, path: str, moved: Movement) -> None:
    from core.figures.movement import filters_moved

    order = moved.farthest_first()
    figure_card(
        filters_moved(moved),
        name=f"moved-{name}-{path}",
        caption="High: the filter turned into another. *Trap:* before a batch norm, length "
        "means nothing, and weight decay shrinks without turning: trust the cosine.",
        alt="How far each filter turned",
        table=lambda: csv_of(
            ["filter", "cosine", "l2", "share_of_length"],
            [
                [int(i), float(moved.cosine[i]), float(moved.distance[i]), float(moved.share[i])]
                for i in order
            ],
        ),
    )


def _layers(name: str, layers: dict[str, Movement]) -> None:
    from core.figures.movement import layers_moved

    figure_card(
        layers_moved({"all": layers}),
        name=f"layers-moved-{name}",
        caption="The median filter of every convolution. After fine-tuning, early layers "
        "usually move least.",
        alt="How far the layers moved",
        table=lambda: csv_of(
            ["layer", "median_cosine", "median_l2", "median_share"],
            [
                [path, *(float(np.nanmedian(v)) for v in (m.cosine, m.distance, m.share))]
                for path, m in layers.items()
            ],
        ),
    )
