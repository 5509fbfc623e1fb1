"""An encoder on a few images: what it sees of them, and which it finds alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core import data, encoders
from core.data.own import all_own
from pages.serving.ask import ask
from pages.shared.plain import plain

BEST = ("clothing", "hymenoptera", "cub200", "fruits360", "cifar100", "cifar10", "digits")
"""Whose images show most of what a net sees, first to last."""


def sample_images(*, key: str) -> str:
    """The data set whose images are shown: photos first."""
    here = [name for name in data.names() if data.find(name) is not None]
    here.sort(key=lambda name: BEST.index(name) if name in BEST else len(BEST))
    options = [*(known.name for known in all_own()), *here]
    return str(
        st.selectbox(
            "Try it on",
            options,
            index=options.index(here[0]) if here else 0,
            format_func=data.called,
            key=f"{key}-on",
        )
    )


def tried(address: str, images: str) -> dict[str, Any]:
    """What the models process says of it, asked once; raises EmbedscopeError."""
    return _tried(address, images, str(encoders.identity_of(address)))


def draw_tried(found: dict[str, Any]) -> None:
    """Pictures: the image, what the net sees, its nearest neighbour; and the figures."""
    st.image(
        _sheet([found["given"], found["seen"], found["nearest"]]),
        width="stretch",
        caption="Above: the images. Middle: what the net sees of them. Below: the most alike of "
        f"{found['judged']:,} test images.",
        alt="Images, what the net sees of them, and their nearest neighbours",
    )
    st.markdown(
        f"Vectors of **{found['dimension']:,}** numbers, {found['ms']:.3g} ms an image. The "
        f"nearest neighbour is of the same class for **{found['agree']:.0%}** of "
        f"{found['judged']:,} test images. The net gets values from {found['low']:.3g} to "
        f"{found['high']:.3g}. {plain(found['note'])}"
    )
    if found["alike"]:
        st.warning(
            "All vectors are the same: the net does not look at the images, or its preprocessing "
            "makes them all alike.",
            icon=":material/warning:",
        )


@st.cache_data(max_entries=16, show_spinner="Trying the encoder on images …")
def _tried(address: str, images: str, identity: str) -> dict[str, Any]:
    del identity  # a file that changed is another
    return ask("encoder-try", address=address, images=images)


def _sheet(rows: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Rows of pictures [n, side, side, 3] as one, with white between."""
    lines = [np.pad(row, ((0, 0), (2, 2), (2, 2), (0, 0)), constant_values=255) for row in rows]
    return np.concatenate([np.concatenate(list(line), axis=1) for line in lines], axis=0)
