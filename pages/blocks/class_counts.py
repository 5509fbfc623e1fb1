"""The legend that counts: every class with its colour and how many of its images are selected."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

_ROW = (
    '<div style="display:grid;grid-template-columns:0.9rem minmax(5rem,8.5rem) 1fr 5.5rem;'
    'gap:0.5rem;align-items:center;font-size:0.875rem;line-height:1.5">'
    '<span style="width:0.8rem;height:0.8rem;border-radius:50%;background:{colour}"></span>'
    "<span>{name}</span>"
    '<span style="height:0.5rem;border-radius:0.25rem;background:rgba(128,128,128,0.18)">'
    '<span style="display:block;height:100%;border-radius:0.25rem;width:{share:.1f}%;'
    'background:{colour}"></span></span>'
    '<span style="text-align:right;font-variant-numeric:tabular-nums">{count}</span></div>'
)


def class_counts(
    labels: NDArray[np.integer],
    chosen: NDArray[np.integer] | None,
    *,
    classes: Sequence[str],
    colours: Sequence[str],
) -> None:
    """One row a class: swatch, name, bar, and "47 / 1000" of its images in the selection.

    Args:
        labels: int [n].
        chosen: rows of the selection, or None where nothing is selected (then: how many there are).
        classes: the names, in the order of their numbers.
        colours: one for each class.
    """
    every = np.bincount(labels, minlength=len(classes))
    some = every if chosen is None else np.bincount(labels[chosen], minlength=len(classes))
    rows = [
        _ROW.format(
            colour=colours[i],
            name=html.escape(name),
            share=100 * some[i] / max(every[i], 1),
            count=f"{every[i]}" if chosen is None else f"{some[i]} / {every[i]}",
        )
        for i, name in enumerate(classes)
    ]
    st.html("".join(rows))
