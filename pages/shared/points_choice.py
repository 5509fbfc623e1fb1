"""Whose vectors are asked about, by which likeness, and what says that two points are alike."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.embeddings import EmbeddingSet
from core.embeddings.likeness import BY_DEFAULT, TITLES, usual_likeness
from core.embeddings.shows import CLASS, columns_of
from pages.shared.controls import bound_select
from pages.shared.embedding_choice import chosen_embedding_set

DEFAULT = "default"


@dataclass(frozen=True)
class PointsChoice:
    """What the controls say; all of it is in the address."""

    embedding_set: EmbeddingSet
    by: str
    """One of core.verification.scores.TITLES."""
    same: str
    """The column that says what a point shows."""
    columns: dict[str, str]
    """Titles of all such columns, by name."""

    @property
    def question(self) -> dict[str, str]:
        """As the calls take it."""
        return {"embedding_set": self.embedding_set.name, "by": self.by, "same": self.same}

    @property
    def stamp(self) -> str:
        """Changes when the vectors do."""
        return str((self.embedding_set.folder / "vectors.npy").stat().st_mtime_ns)


def choose_points() -> PointsChoice | None:
    """The controls, in the row that is open; None where something is missing, which is said."""
    with st.container(width=420):
        embedding_set = chosen_embedding_set()
    if embedding_set is None:
        st.info("No run has a test embedding yet.")
        return None
    columns = columns_of(embedding_set)
    if not columns:
        st.info(
            "These points have no classes, so nothing says which of them are alike. Bring them "
            "with labels: a metadata.csv beside images, a file of labels beside vectors."
        )
        return None
    usual = usual_likeness(embedding_set)
    titles = {DEFAULT: f"default: {TITLES[usual]}", **TITLES}
    by = bound_select(
        "Alike by",
        list(titles),
        key="by",
        titles=titles.__getitem__,
        help=f"{BY_DEFAULT.capitalize()}.",
    )
    same = CLASS if CLASS in columns else next(iter(columns))
    if len(columns) > 1:
        same = bound_select(
            "The same if equal in", list(columns), key="same", titles=columns.__getitem__
        )
    return PointsChoice(embedding_set, usual if by == DEFAULT else by, same, columns)
