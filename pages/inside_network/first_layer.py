"""The first layer's filters as pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.runs.run import Run
from pages.inside_network.nets import Convolution, asked, stamp
from pages.inside_network.tile_card import csv_of, tile_card

MOST = 96


def draw_first_layer(name: str, run: Run) -> None:
    """Every filter of the first convolution, on one scale."""
    said = asked("first-filters", name, stamp(run))
    if said["convolution"] is None:
        st.info("This net has no convolution, and so no filters to show.")
        return
    first, weights = Convolution(**said["convolution"]), said["weights"]
    st.markdown(
        f"**{first.filters} filters** of {first.height} x {first.width} pixels, over "
        f"{first.inputs} channel{'s' if first.inputs > 1 else ''} (layer `{first.path}`)."
    )
    figure, scale = filter_tiles(weights[:MOST], scale_of=weights)
    more = f" The first {MOST} are shown." if first.filters > MOST else ""
    tile_card(
        figure,
        name=f"filters-{name.replace('/', '-')}",
        caption=f"{scale}{more} Look for edges, spots and pairs of opposite colours; noise "
        "learned little. *Trap:* a pale filter is weak, but a batch norm may amplify it.",
        alt=f"The filters of the first layer of {name}",
        table=lambda: _table(weights),
    )


def filter_tiles(
    weights: NDArray[np.float32],
    *,
    scale_of: NDArray[np.float32],
    names: list[str] | None = None,
    tile: int = 80,
) -> tuple[Any, str]:
    """Filters [n, 1 or 3, h, w] as tiles, and a sentence on the scale that `scale_of` sets."""
    from core.figures.tiles import Scale, in_colour, tiles

    lengths = np.linalg.norm(weights.reshape(len(weights), -1), axis=1)
    named = names or [str(i) for i in range(len(weights))]
    hover = [
        (f"filter {name}<br>" if name else "")
        + f"length (L2) {length:.3f}<br>weights {w.min():.3f} to {w.max():.3f}"
        for name, length, w in zip(named, lengths, weights, strict=True)
    ]
    most = float(np.abs(scale_of).max(initial=0))
    if weights.shape[1] == 3:
        figure = tiles(list(in_colour(weights, most=most)), names=named, hover=hover, tile=tile)
        return figure, (
            f"One scale for all: mid-grey is 0, a full colour channel {most:.3f}, an empty one "
            f"-{most:.3f}."
        )
    gray = weights.mean(axis=1)
    scale = Scale.about_zero(scale_of.mean(axis=1))
    figure = tiles(
        [scale.paint(each) for each in gray], names=named, hover=hover, scale=scale, tile=tile
    )
    what = "" if weights.shape[1] == 1 else f" (the mean over {weights.shape[1]} inputs)"
    return figure, f"One scale for all: white is 0, blue is above, orange below{what}."


def _table(weights: NDArray[np.float32]) -> str:
    count = weights[0].size
    head = ["filter", *(f"w{i}" for i in range(count))]
    return csv_of(head, [[i, *map(float, each.ravel())] for i, each in enumerate(weights)])
