"""Who resembles whom in a family, and which parent does the child resemble more?"""

from __future__ import annotations

import streamlit as st

from pages.faces.faces import Member, chosen_members
from pages.faces.likeness import Group, measured, models
from pages.faces.parents import draw_parents
from pages.shared.catalogue import page_link
from pages.shared.figure_card import figure_card

HOW_TO_READ = """
Every two faces are compared as in *Two faces*. The probability holds where half of all pairs are
kin; **within a family more are**, so compare the figures with each other.

**Which parent?** The one with the higher score, if by more than half a standard deviation of
relatives' scores; else "too close to call".

**Trap.** Light, age, glasses and sex move the scores as much as genes do. Use several photos, alike
in age and pose.
"""


def draw(group: Group, members: list[Member]) -> None:
    """The matrix, and the question about the parents."""
    from core.figures.likeness import likeness

    names = [member.name for member in members]
    figure_card(
        likeness(group.found.probabilities, names=names),
        name="family-likeness",
        caption="The probability that two faces are kin, where half of all pairs are; two "
        "photos of one person count, too.",
        table=lambda: group.table(names),
        alt="Matrix of the probability that each two faces are kin",
    )
    draw_parents(group, names)


def draw_family() -> None:
    """The faces, the matrix, and the question about the parents."""
    members = chosen_members()
    if len(members) < 2:
        st.info(
            "Upload two or more faces, in one photo or several. They stay on this machine and "
            "are not kept.",
            icon=":material/add_photo_alternate:",
        )
    else:
        model = models()
        if model is not None:
            draw(measured(members, model), members)
    page_link(
        "map",
        "Open a map of many families",
        of='{"kind":"faces","families":12}',
        embedding_set="families",
        by='{"method":"umap"}',
    )
