"""A data set through any encoder, as what a map is made of."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.map.choose_images import choose_images
from pages.shared.catalogue import page_link
from pages.shared.encoder_picker import pick_encoder, says

SLOW = ("net", "torchvision", "timm", "own", "file", "face")
"""Kinds of nets for photos: on a CPU some twenty images a second."""


def through_encoder() -> dict[str, Any] | None:
    """The form; None before images are chosen, or where the encoder cannot be used."""
    address = pick_encoder(
        "Encoder", key="make-encoder-address", asked=st.query_params.get("encoder")
    )
    page_link("models", "Bring an encoder of your own, or look at what one sees")
    images = choose_images(None, key="make-encoder")
    wrong = says(address)
    if wrong:
        st.error(wrong, icon=":material/error:")
        return None
    if address.partition(":")[0] in SLOW:
        st.caption(
            "Each image is encoded once and kept by its content: the first map takes a while, "
            "others with the same encoder are quick."
        )
    return images and {"kind": "encoder", "encoder": address, **images}
