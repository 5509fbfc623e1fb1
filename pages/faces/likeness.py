"""The pair model's scores of every two faces, computed once for the same faces."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.csv_text import Table
from pages.faces.faces import Member
from pages.serving.ask import ask

if TYPE_CHECKING:
    from core.inference.kinship.matrix import Matrix


@dataclass(frozen=True, eq=False)
class Group:
    """What a model makes of a group of n faces."""

    found: Matrix
    kin_scores: NDArray[np.float32]
    """Of pairs of relatives that the model was tested on, ascending."""

    def table(self, names: Sequence[str]) -> str:
        """As CSV: a row for every two faces."""
        out = io.StringIO()
        write = Table(out, lineterminator="\r\n").writerow
        write(["first", "second", "score", "probability"])
        for i, first in enumerate(names):
            for j, second in enumerate(names[i + 1 :], start=i + 1):
                values = self.found.scores[i, j], self.found.probabilities[i, j]
                write([first, second, *(f"{value:.4f}" for value in values)])
        return out.getvalue()


def models() -> str | None:
    """Which pair model; None, with a sentence, where there is none."""
    from core.inference.kinship.pair_model import NO_MODEL, pair_model_titles, pair_models

    titles = pair_model_titles()
    usable = list(titles)
    if not usable:
        st.error(next(iter(pair_models().values()), NO_MODEL))
        return None
    if len(usable) == 1:
        return usable[0]
    chosen = st.segmented_control(
        "Model", usable, default=usable[0], format_func=titles.__getitem__, key="family-model"
    )
    return chosen or usable[0]


def measured(members: Sequence[Member], model: str) -> Group:
    """The matrix, kept in this session until other faces come."""
    from core.inference.kinship.matrix import Matrix
    from core.inference.wire_faces import said_of_faces

    key = (model, *(member.key for member in members))
    kept = st.session_state.get("family-group")
    if kept is None or kept[0] != key:
        with st.spinner("Comparing every two faces …"):
            faces = [(member.photo, member.photo.faces[member.face]) for member in members]
            answer = ask("likeness", model=model, **said_of_faces(faces))
            found = Matrix(answer["scores"], answer["probabilities"], answer["vectors"])
            kept = key, Group(found, answer["kin_scores"])
        st.session_state["family-group"] = kept
    group: Group = kept[1]
    return group
