"""The settings of a race as controls: the strategies with their margins, and what they share."""

from __future__ import annotations

import re

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.losses.margins import PACKAGE as MARGINS
from core.losses.strategies import PACKAGE as STRATEGIES
from core.losses.strategies import uses_margin
from core.registry import entries
from core.settings import Listed, listed
from core.tasks.embed.settings import EmbeddingRecipe
from pages.shared.fields import Look, field_control
from pages.shared.form import Form, Group
from pages.shared.get_data import offer_data
from pages.shared.image_settings import hidden, looks
from pages.triplet_lab.settings import ALWAYS, REAL, SHARED, Entrant, Race, default_race

GROUPS = (
    Group(
        "What all strategies share",
        (
            "data.name",
            "net.encoder",
            "net.name",
            "net.hidden",
            "net.normalised",
            "net.head_start",
            "net.dimension",
            "length.steps",
            "optimiser.lr",
        ),
        columns=3,
    ),
    Group("Batches and seed", ("batch", "seed"), folded=True),
)
OWN = ("strategy.name", "strategy.options", "margin.schedule", "margin.value", "margin.end")
"""Settings that each strategy has for itself."""
LINK = re.compile(r"https?://[^\s,;]+[^\s,;.]")


def race_form(start: Race, prefix: str) -> tuple[Race, list[str], DeltaGenerator]:
    """The controls, filled with `start`; what they say now, what could not be read, and the place
    between the strategies and what they share.
    """
    entrants, refused = _entrants(start, prefix)
    between = st.container()
    form = Form(
        start.recipe,
        prefix,
        base=default_race().recipe,
        looks=looks,
        hidden=hidden,
        without=(*OWN, "seeds"),
    )
    with st.container(border=True):
        recipe = form.draw(GROUPS)
        title = st.text_input(
            "Name of the race",
            start.title,
            max_chars=80,
            key=f"{prefix}-title",
            placeholder="The strategies",
        )
    if recipe.data.name == ALWAYS:
        _data_hint()
    return Race(tuple(entrants), recipe, title), [*refused, *form.refused], between


def _entrants(start: Race, prefix: str) -> tuple[list[Entrant], list[str]]:
    before = {entrant.strategy: entrant for entrant in start.entrants}
    chosen = st.multiselect(
        "Strategies, two to four",
        list(entries(STRATEGIES)),
        default=list(before),
        key=f"{prefix}-strategies",
        placeholder="Choose two to four strategies",
    )
    refused: list[str] = []
    entrants = []
    for place, name in zip(st.columns(max(len(chosen), 1), gap="small"), chosen, strict=False):
        with place:
            entrants.append(_entrant(before.get(name, Entrant(name)), prefix, refused))
    return entrants, refused


def _entrant(start: Entrant, prefix: str, refused: list[str]) -> Entrant:
    """A strategy's line of explanation, its paper (on demand), and its margin."""
    about = entries(STRATEGIES)[start.strategy]
    with st.container(border=True, height="stretch"):
        st.markdown(f"**{start.strategy}**", help=_linked(about.source))
        st.caption(about.summary)
        if not uses_margin(start.strategy):
            st.caption("It has no margin.")
            return Entrant(start.strategy)
        return _margin(start, f"{prefix}-{start.strategy}", refused)


def _margin(start: Entrant, key: str, refused: list[str]) -> Entrant:
    """Where it begins, what becomes of it, and where it ends."""
    known = {each.key: each for each in listed(EmbeddingRecipe)}
    places = [*st.columns(2, vertical_alignment="bottom"), st.container()]

    def ask(at: int, name: str, value: object, look: Look) -> object:
        setting: Listed = known[f"margin.{name}"]
        said = field_control(places[at], setting, value, key=f"{key}-{name}", look=look)
        refused.extend(filter(None, [said.refused]))
        return said.value

    margin = float(str(ask(0, "value", start.margin, Look(label="Margin"))))
    told = {name: about.summary for name, about in entries(MARGINS).items()}
    schedule = str(ask(1, "schedule", start.schedule, Look(label="Over time", told=told)))
    if schedule == SHARED.margin.schedule:
        return Entrant(start.strategy, margin)
    end = ask(2, "end", start.end or 10 * margin, Look(label="To"))
    return Entrant(start.strategy, margin, schedule, None if end is None else float(str(end)))


def _data_hint() -> None:
    offer_data(
        REAL,
        "Fashion-MNIST is not on this machine; the race runs on digits, 8 x 8 pixels.",
    )


def _linked(source: str) -> str:
    return LINK.sub(lambda found: f"[{found[0].split('//')[1]}]({found[0]})", source)
