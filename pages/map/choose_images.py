"""Which images a map is made of: a data set that is here, one's own too, its split, how many."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import data
from core.data.choices import choices
from pages.shared.get_data import offer_or_tell


def choose_images(own: str | None, *, key: str = "make") -> dict[str, Any] | None:
    """Data set, split and sample; None before one is chosen. A net's `own` images come first, and
    where they are not here no others are put in their place.
    """
    titles = choices(here=True)
    here = sorted(titles, key=lambda name: name != own)
    missing = own is not None and own not in here
    if missing:
        title = data.title(str(own))
        why = f"{title}, which this network learned from, is not on this machine."
        offer_or_tell(str(own), why)
    first, second, third = st.columns(3)
    chosen = first.selectbox(
        "Images",
        here,
        index=None if missing else 0,
        placeholder="Other images" if missing else None,
        format_func=titles.__getitem__,
        key=f"{key}-data-{own}",
    )
    split = second.selectbox("Split", ["test", "train", "all"], key=f"{key}-split")
    sample = third.number_input(
        "At most (0 for all)", 0, 1_000_000, 10_000, step=1000, key=f"{key}-sample"
    )
    if chosen is None:
        return None
    return {"data": chosen, "split": split, "sample": int(sample) or None}
