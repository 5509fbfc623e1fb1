"""Four pictures, each of them a way to something that is worth seeing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.runs.find import checkpoints
from pages.shared.link_card import link_card

PICTURES = Path(__file__).parent / "pictures"
"""Made by `python -m tools.door_pictures`, from the runs named here."""
MATRIX = "small-2d"
HEATED = "fashion-photos"
PUZZLE = "jigsaw"
OVER_FITTED = ("report-deeper-1", "report-deeper-1-dropout")
WIDTH = 236


@dataclass(frozen=True)
class Door:
    """A picture by its name, the runs that it shows, and the page and settings it leads to."""

    picture: str
    runs: tuple[str, ...]
    screen: str
    label: str
    caption: str
    query: dict[str, str]


DOORS = (
    Door(
        "matrix",
        (MATRIX,),
        "evaluation",
        "What does it confuse?",
        "Shirts predicted as T-shirts, and every other mistake.",
        {"run": MATRIX},
    ),
    Door(
        "heat",
        (HEATED,),
        "inside_network",
        "Where does it look?",
        "Grad-CAM: what speaks for the class, and where.",
        {"run": HEATED},
    ),
    Door(
        "puzzle",
        (PUZZLE,),
        "puzzle",
        "Can it solve a puzzle?",
        "A net that learned without labels restores a picture.",
        {},
    ),
    Door(
        "curves",
        OVER_FITTED,
        "curves",
        "When does it over-fit?",
        "The same net without and with dropout.",
        {"runs": ",".join(OVER_FITTED)},
    ),
)


def draw_doors() -> None:
    """Those whose runs are here."""
    here = {run.name for run in checkpoints()}
    with st.container(horizontal=True, gap="small"):
        for door in DOORS:
            if here.issuperset(door.runs):
                link_card(
                    door.screen,
                    door.label,
                    door.caption,
                    key=f"door-{door.picture}",
                    picture=PICTURES / f"{door.picture}.webp",
                    width=WIDTH,
                    **door.query,
                )
