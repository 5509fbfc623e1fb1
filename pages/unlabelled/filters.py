"""First-layer filters: after puzzles, after fine-tuning on labels, and from labels alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.evaluation.moved import movement
from core.training.runs import Run
from pages.blocks.figure_card import figure_card
from pages.filter_views.first_layer import filter_tiles
from pages.filter_views.nets import both_ends, stamp
from pages.filter_views.tile_card import tile_card

FIRST = "body.conv1"
SHOWN = 24


def draw_filters(
    fine: tuple[str, Run], others: Mapping[str, tuple[str, Run]], *, name: str
) -> None:
    """`fine` is the fine-tuned run; `others`, by title, are nets that it is compared with."""
    from core.evaluation import kernels

    before, after = both_ends(fine[0], stamp(fine[1]))
    first, last = kernels.kernels(before, FIRST), kernels.kernels(after, FIRST)
    moved = movement(first, last)
    order = moved.farthest_first()[:SHOWN]
    shown = {"after puzzles": first[order], "the same, fine-tuned": last[order]}
    layers = {"fine-tuned after puzzles": kernels.moved_between(before, after)}
    for title, (key, run) in others.items():
        begun, ended = both_ends(key, stamp(run))
        shown.setdefault(f"{title}, trained", kernels.kernels(ended, FIRST)[:SHOWN])
        layers[title] = kernels.moved_between(begun, ended)
    every = np.concatenate(list(shown.values()))
    for place, (title, weights) in zip(st.columns(len(shown)), shown.items(), strict=True):
        with place:
            st.markdown(f"**{title.capitalize()}**")
            figure, _ = filter_tiles(weights, scale_of=every, tile=40)
            tile_card(figure, name=f"unlabelled-{title}-{name}", alt=f"First filters, {title}")
    known = moved.cosine[np.isfinite(moved.cosine)]
    st.caption(
        f"{SHOWN} of {len(first)} filters of 11 x 11 pixels; on the left the same ones twice, the "
        f"one that turned most first: the median one has a cosine of {np.median(known):.3f} with "
        "what puzzles left. Nets of random beginnings have filters of their own, so those on the "
        "right are in no order."
    )
    from core.figures.movement import layers_moved

    figure_card(
        layers_moved(layers),
        name=f"unlabelled-moved-{name}",
        caption="The median filter of every convolution, against what it began with. Where puzzles "
        "had found something useful it has less far to go. *Trap:* how far also depends on the "
        "learning rate and on the number of epochs.",
        alt="How far the layers of each net moved",
    )
