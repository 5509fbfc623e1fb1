"""Four pictures, each of them a way to something that is worth seeing."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.errors import EmbedscopeError
from core.runs.find import find_run
from pages.shared.link_card import link_card

PICTURES = Path(__file__).parent / "pictures"
"""Made by `python -m tools.door_pictures`, from the runs named here."""
MATRIX = "small-2d"
HEATED = "fashion-photos"
PUZZLE = "jigsaw"
OVER_FITTED = ("report-deeper-1", "report-deeper-1-dropout")
WIDTH = 236
DOORS: tuple[tuple[str, tuple[str, ...], str, str, dict[str, str], str], ...] = (
    ("matrix", (MATRIX,), "evaluation", "What does it confuse?", {"run": MATRIX},
     "Every shirt that was taken for a T-shirt."),
    ("heat", (HEATED,), "inside_network", "Where does it look?", {"run": HEATED},
     "Grad-CAM: what speaks for the class, and where."),
    ("puzzle", (PUZZLE,), "puzzle", "Can it solve a puzzle?", {},
     "A net that learned without labels puts a picture back."),
    ("curves", OVER_FITTED, "curves", "When does it over-fit?", {"runs": ",".join(OVER_FITTED)},
     "The same net without and with dropout."),
)  # fmt: skip
"""Name of the picture, runs it needs, page, label, query, caption."""


def draw_doors() -> None:
    """Those whose runs are here."""
    with st.container(horizontal=True, gap="small"):
        for name, runs, screen, label, query, caption in DOORS:
            if all(map(_is_here, runs)):
                link_card(
                    screen,
                    label,
                    caption,
                    key=f"door-{name}",
                    picture=PICTURES / f"{name}.webp",
                    width=WIDTH,
                    **query,
                )


def _is_here(name: str) -> bool:
    try:
        find_run(name)
    except EmbedscopeError:
        return False
    return True
