"""What both sides have right among the images that are lassoed."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.comparison.compared import Compared
from core.metrics.decimal import decimal
from core.metrics.mcnemar import in_words, mcnemar
from pages.compare.ask import Asked


def tell_selected(asked: Asked, found: Compared, rows: NDArray[np.int64]) -> None:
    """A sentence on the rows of the first side's set that are selected."""
    chosen = np.isin(found.first, rows)
    voted = chosen & (found.asked)
    shared = float(found.overlap[chosen].mean()) if chosen.any() else None
    text = f"**Selected: {int(chosen.sum()):,}.** Shared neighbours (Jaccard) {decimal(shared)}."
    if voted.any():
        right = found.right[:, voted]
        shares = [decimal(float(each.mean()), 3) for each in right]
        text += (
            f" The vote is right for {shares[0]} and {shares[1]}. "
            f"{in_words(mcnemar(*right), *asked.titles)}"
        )
    st.markdown(text)
