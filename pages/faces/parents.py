"""Which parent does the child resemble more?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.faces.likeness import Group


def draw_parents(group: Group, names: Sequence[str]) -> None:
    """Choose a child and two others; say whom it resembles more, or that it cannot be told."""
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
    said = resemblance(group, group.found, child=child, parents=parents)
    shares = [group.found.probabilities[child, parent] for parent in parents]
    told = f"{names[first]} {shares[0]:.0%}, {names[second]} {shares[1]:.0%}"
    if said.clear:
        st.markdown(f"**{names[child]} looks more like {names[said.parent]}** ({told}).")
    else:
        st.markdown(
            f"**Cannot be told** ({told}): scores of relatives differ among each other by more "
            "than twice this difference."
        )
