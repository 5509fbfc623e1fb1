"""How alike both see the same images, layer by layer, or moment by moment of a training."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core.metrics.decimal import decimal
from pages.compare.ask import Asked, layers_answered
from pages.shared.errors import explained
from pages.shared.figure_card import figure_card

ALIKE = 0.3
"""Below such a CKA nothing is said to resemble anything."""


def draw_layers(asked: Asked) -> None:
    """The heat map of CKA; a sentence where a side has no layers."""
    with explained():
        _drawn(asked, layers_answered(asked.first.name, asked.second.name, asked.stamp))


def _drawn(asked: Asked, said: dict[str, Any]) -> None:
    from core.figures.similarity import similarity

    one, other = asked.titles
    moments = asked.first.step is not None
    of = "step" if moments else "layer"
    st.markdown(_words(said, of=of, moments=moments))
    figure_card(
        similarity(
            said["cka"],
            said["first"],
            said["second"],
            row_title=of if moments else f"{of} of {one}",
            column_title=of if moments else f"{of} of {other}",
        ),
        name=f"cka-{asked.names}",
        caption=f"Linear CKA over {said['images']:,} images that both saw, estimated without bias: "
        "1 is the same but for rotation and scale, 0 nothing in common. "
        + (
            "Each moment with each: a block of one colour is a time in which little changed."
            if moments
            else "From the first layer at the bottom to the output at the top."
        ),
        table=lambda: _csv(said),
        alt="CKA of each layer with each",
    )
    if said["note"]:
        st.caption(said["note"])


def _words(said: dict[str, Any], *, of: str, moments: bool) -> str:
    cka = said["cka"]
    if moments:
        return f"The first and the last moment share a CKA of **{decimal(float(cka[0, -1]))}**."
    last = f"Both outputs share a CKA of **{decimal(float(cka[-1, -1]))}**."
    if not np.isfinite(cka[-1]).any():
        return last
    place = int(np.nanargmax(cka[-1]))
    best = float(cka[-1, place])
    if best < ALIKE:
        return f"{last} The first's output resembles no {of} of the second."
    name = said["second"][place]
    return f"{last} The first's output resembles the second's {of} *{name}* most ({decimal(best)})."


def _csv(said: dict[str, Any]) -> str:
    lines = [",".join(["", *map(_quoted, said["second"])])]
    for name, row in zip(said["first"], said["cka"].tolist(), strict=True):
        lines.append(",".join([_quoted(name), *(f"{value:.4f}" for value in row)]))
    return "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    return f'"{name}"'
