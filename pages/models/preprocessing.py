"""The fields of an encoder's preprocessing: shown, and changed where that may be."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.encoders.preprocessing import CHANNELS, CROPS, INTERPOLATIONS, Preprocessing

SHOWN_AS = {"center": "cut the middle out", "squeeze": "squeeze", "pad": "pad with black"}


def preprocessing_fields(parts: Mapping[str, str], *, key: str) -> dict[str, str]:
    """The parts as they stand in the fields, which begin with those given."""
    found = {**Preprocessing().parts(), **parts}
    first, second, third = st.columns(3)
    return {
        "size": first.text_input(
            "Size", found["size"], key=f"{key}-size", help="Height x width in pixels."
        ),
        "crop": second.selectbox(
            "Fit by",
            list(CROPS),
            list(CROPS).index(found["crop"]),
            format_func=SHOWN_AS.__getitem__,
            key=f"{key}-crop",
            help=" ".join(CROPS.values()),
        ),
        "resize": third.text_input(
            "Resize to",
            found["resize"],
            key=f"{key}-resize",
            help="Pixels of the shorter side, before the middle is cut out.",
        ),
        "channels": first.selectbox(
            "Channels",
            list(CHANNELS),
            list(CHANNELS).index(found["channels"]),
            format_func=CHANNELS.__getitem__,
            key=f"{key}-channels",
        ),
        "mean": second.text_input(
            "Mean", found["mean"], key=f"{key}-mean", help="A channel each, of pixels from 0 to 1."
        ),
        "std": third.text_input("Deviation", found["std"], key=f"{key}-std"),
        "interpolation": first.selectbox(
            "Interpolation",
            INTERPOLATIONS,
            INTERPOLATIONS.index(found["interpolation"]),
            key=f"{key}-interpolation",
        ),
    }
