"""Which parent does the child resemble more?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.metrics.decimal import decimal
from pages.faces.likeness import Group


def draw_parents(group: Group, names: Sequence[str]) -> None:
    """Choose a child and two others; say whom it resembles more, or that it is too close."""
    st.subheader("Which parent does the child resemble more?", anchor=False)
    if len(names) < 3:
        st.caption("Three faces are needed: a child and two parents.")
        return
    places = list(range(len(names)))
    columns = st.columns(3)
    child, first, second = (
        column.selectbox(
            title, places, index=index, format_func=names.__getitem__, key=f"family-{title}"
        )
        for column, title, index in zip(
            columns, ("Child", "One parent", "The other parent"), (2, 0, 1), strict=True
        )
    )
    if len({child, first, second}) < 3:
        st.caption("Choose three different faces.")
        return
    from core.inference.kinship.matrix import resemblance

    parents = (first, second)
    result = resemblance(group, group.found, child=child, parents=parents)
    shares = [group.found.probabilities[child, parent] for parent in parents]
    figures = f"{names[first]} {decimal(shares[0])}, {names[second]} {decimal(shares[1])}"
    if result.clear:
        st.markdown(f"**{names[child]} looks more like {names[result.parent]}** ({figures}).")
    else:
        st.markdown(
            f"**Too close to call** ({figures}): at most half a standard deviation of "
            "relatives' scores apart."
        )
