"""How far a map can be trusted: its figures, each with what it means and its sample size."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.embeddings import EmbeddingSet, Map
from core.metrics.decimal import decimal
from core.projection import describe, names
from pages.shared.catalogue import page_link
from pages.shared.html_table import html_table
from pages.shared.map_titles import map_title

ROWS = {
    "trustworthiness": ("Trustworthiness", "true neighbours among those on the map; 1: all"),
    "continuity": ("Continuity", "true neighbours that stay so on the map; 1: all"),
    "neighbours_kept": ("Neighbours kept", "the true 15 among the 15 on the map, of all points"),
    "neighbours_kept_laid_out": ("… of points laid out", "those that the method itself placed"),
    "neighbours_kept_placed": ("… of points placed", "those put beside their nearest of these"),
    "knn_map": ("k-NN accuracy on the map", "classes predicted from neighbours on the map"),
    "knn_original": ("k-NN accuracy in the original space", "what the classifier works with"),
    "silhouette_map": ("Silhouette on the map", "how far apart classes look; -1 to 1"),
    "silhouette_original": ("Silhouette in the original space", "how far apart they are"),
}
ADDED = ("neighbours_kept", "neighbours_kept_laid_out", "neighbours_kept_placed")
"""Rows that only some maps have."""
SENTENCE = (
    "Two dimensions can hide or invent separations; the classifier works in the original space."
)


def draw_trust(maps: list[tuple[EmbeddingSet, Map]]) -> None:
    """A table with a column for each map that is shown."""
    figures = [found.about().get("quality") or {} for _, found in maps]
    if not any(figures):
        st.caption(f"{SENTENCE} {_unmeasured(maps[0][1].about())}")
        _in_the_original_space(maps[0][0])
        return
    titles = [map_title(found) for _, found in maps]
    rows = [
        [title, *(_figure(each.get(key)) for each in figures), meaning]
        for key, (title, meaning) in ROWS.items()
        if any(key in each for each in figures) or key not in ADDED
    ]
    st.markdown(f"**How far to trust it.** {SENTENCE}")
    _in_the_original_space(maps[0][0])
    html_table(["", *titles, "What it measures"], rows)
    for _, found in maps:
        about = found.about()
        for note in about.get("notes", ()):
            st.caption(note)
        if about.get("method") in names():
            st.caption(f"{describe(about['method']).title}: {describe(about['method']).trap}")


def _unmeasured(about: dict[str, Any]) -> str:
    """Why there are no figures of a map."""
    if "used" in about:
        return "How far this map can be trusted has not been measured yet."
    flat = about.get("method") == "pca" and about.get("share") is not None
    what = f"a plane with {decimal(about['share'])} of the variance" if flat else "the net's output"
    return f"This map was not measured: it shows {what}."


def _in_the_original_space(embedding_set: EmbeddingSet) -> None:
    """Links to what is asked of the vectors themselves."""
    if not embedding_set.about()["classes"]:
        return
    with st.container(horizontal=True):
        page_link("retrieval", "Does an image find its kind?", cloud=embedding_set.name)
        page_link("verify", "Do two show the same?", cloud=embedding_set.name)
        shown = st.query_params.get("checkpoint") or embedding_set.name
        page_link("compare", "Is another net better?", a=shown)


def _figure(measured: dict[str, Any] | None) -> str:
    if not measured or measured.get("value") is None:
        return "–"
    return f"{decimal(measured['value'], 3)} (n\u00a0=\u00a0{measured['n']:,})"
