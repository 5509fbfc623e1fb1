"""Who resembles whom in a family, and which parent does the child resemble more?"""

from __future__ import annotations

import streamlit as st

from pages.faces.faces import Member, chosen_members
from pages.faces.likeness import Group, measured, models
from pages.faces.parents import draw_parents
from pages.shared.catalogue import page_link
from pages.shared.figure_card import figure_card

HOW_TO_READ = """
Every two faces are compared as for two faces: an encoder turns each into a vector, a pair
model trained on families gives a score, and calibration turns it into a probability, which holds
where half of all pairs are kin. **A family is not such a place**: read the figures against each
other (who is *more* alike), not one by one.

**Which parent?** The one with whom the child has the higher score, if the difference is more than
half of what the scores of relatives differ among each other; else the answer is "cannot be told".

**Trap.** Light, age, glasses, and sex move the scores as much as genes do: a son may look like his
father because both have a beard. Use several photos, as alike in age and pose as you have.
"""


def draw(group: Group, members: list[Member]) -> None:
    """The matrix, and the question about the parents."""
    from core.figures.likeness import likeness

    names = [member.name for member in members]
    figure_card(
        likeness(group.found.probabilities, names=names),
        name="family-likeness",
        caption="The probability that two faces are kin, where half of all pairs are. "
        "The same two people on two photos count as kin, too.",
        table=lambda: group.table(names),
        alt="Matrix of the probability that each two faces are kin",
    )
    draw_parents(group, names)


def draw_family() -> None:
    """The faces, the matrix, and the question about the parents."""
    members = chosen_members()
    if len(members) < 2:
        st.info(
            "Give two faces or more: one photo of the whole family, or a photo of each, then the "
            "matrix appears here. The photos stay on this machine and are not kept.",
            icon=":material/add_photo_alternate:",
        )
    else:
        model = models()
        if model is not None:
            draw(measured(members, model), members)
    page_link(
        "map",
        "Many families as a map",
        of='{"kind":"faces","families":12}',
        embedding_set="families",
        by='{"method":"umap"}',
    )
