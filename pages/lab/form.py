"""The settings of a race as controls; what makes no sense is said before it is submitted."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from core.data import find
from core.data import names as data_names
from core.data.catalogue import entry, how_to_get
from core.losses.margins import PACKAGE as MARGINS
from core.losses.strategies import PACKAGE as STRATEGIES
from core.losses.strategies import uses_margin
from core.nets import PACKAGE as NETS
from core.registry import entries
from pages.blocks.folded import folded
from pages.lab.settings import REAL, SAMPLERS, Entrant, Settings, default_settings

FOLDED = ("batch", "sampler", "classes", "seed", "title")
"""Settings in a section that is open where one of them is not the usual."""
LINK = re.compile(r"https?://[^\s,;]+[^\s,;.]")


def settings_form(start: Settings) -> Settings:
    """Draw the controls, filled with `start`; what they say now."""
    shown = f"lab-{abs(hash(start)):x}"  # other settings, other controls
    entrants = _entrants(start, shown)
    with st.container(border=True):
        common = _common(start, shown)
    _data_hint()
    return Settings(entrants=tuple(entrants), **common)


def _entrants(start: Settings, shown: str) -> list[Entrant]:
    known = entries(STRATEGIES)
    before = {entrant.strategy: entrant for entrant in start.entrants}
    chosen = st.multiselect(
        "Strategies, two to four",
        list(known),
        default=list(before),
        key=f"{shown}-strategies",
        placeholder="Choose two to four strategies",
    )
    return [_entrant(before.get(name, Entrant(name)), shown) for name in chosen]


def _entrant(start: Entrant, shown: str) -> Entrant:
    """A strategy's line of explanation, its paper, and its margin."""
    about, key = entries(STRATEGIES)[start.strategy], f"{shown}-{start.strategy}"
    with st.container(border=True):
        words, controls = st.columns([3, 2], gap="medium", vertical_alignment="center")
        words.markdown(f"**{start.strategy}** · {about.summary}")
        words.caption(_linked(about.source))
        if not uses_margin(start.strategy):
            controls.caption("It has no margin to set.")
            return Entrant(start.strategy)
        with controls.container(horizontal=True, vertical_alignment="bottom"):
            return _margin(start, key)


def _margin(start: Entrant, key: str) -> Entrant:
    margin = _number("Margin", start.margin, key=f"{key}-margin", width=120)
    schedule = st.selectbox(
        "over time",
        names := list(entries(MARGINS)),
        index=names.index(start.schedule),
        key=f"{key}-schedule",
        help="\n".join(f"- **{name}**: {e.summary}" for name, e in entries(MARGINS).items()),
        width=130,
    )
    if schedule == "constant":
        return Entrant(start.strategy, margin)
    end = _number("to", start.end or 10 * margin, key=f"{key}-end", width=120)
    return Entrant(start.strategy, margin, schedule, end)


def _common(start: Settings, shown: str) -> dict[str, Any]:
    """What all strategies of the race share."""
    row = st.columns(5)
    with row[0]:
        data = _choice("Data set", _data_here(start), start.data, key=f"{shown}-data")
    with row[1]:
        about = {name: net.summary for name, net in entries(NETS).items()}
        net = _choice("Net", list(about), start.net, key=f"{shown}-net", about=about)
    with row[2]:
        dimension = _whole("Outputs d", start.dimension, (2, 128), key=f"{shown}-d")
    with row[3]:
        steps = _whole("Steps", start.steps, (1, 20_000), key=f"{shown}-steps")
    with row[4]:
        lr = _number("Learning rate", start.lr, key=f"{shown}-lr")
    shared = {"data": data, "net": net, "dimension": dimension, "steps": steps, "lr": lr}
    given = {name: getattr(start, name) for name in FOLDED}
    other = any(getattr(default_settings(), name) != value for name, value in given.items())
    more = folded("Batches, seed, name", key=f"{shown}-more", expanded=other)
    if not more:
        return shared | given
    with more:
        return shared | _batches(start, shown)


def _batches(start: Settings, shown: str) -> dict[str, Any]:
    """How batches are drawn, and what the race is called."""
    row = st.columns(5)
    with row[0]:
        batch = _whole("Batch size", start.batch, (4, 8192), key=f"{shown}-batch")
    with row[1]:
        sampler = _choice(
            "Batches", list(SAMPLERS), start.sampler, key=f"{shown}-sampler", about=SAMPLERS
        )
    with row[2]:
        classes = _whole(
            "Classes P", start.classes, (2, 200), key=f"{shown}-p", disabled=sampler != "p-k"
        )
    with row[3]:
        seed = _whole("Seed", start.seed, (0, 2**31 - 1), key=f"{shown}-seed")
    with row[4]:
        title = st.text_input(
            "Name of the race",
            start.title,
            max_chars=80,
            key=f"{shown}-title",
            placeholder="the strategies",
        )
    return {"batch": batch, "sampler": sampler, "classes": classes, "seed": seed, "title": title}


def _data_here(start: Settings) -> list[str]:
    here = [name for name in data_names() if find(name) is not None]
    return here if start.data in here else [*here, start.data]


def _data_hint() -> None:
    if find(REAL) is None:
        st.info(
            "Fashion-MNIST is not on this machine, so the race is run on scikit-learn's digits, "
            f"8 x 8 pixels. For the real one: `make data`. {how_to_get(entry(REAL))}",
            icon=":material/download:",
        )


def _choice(
    label: str, names: list[str], start: str, *, key: str, about: dict[str, str] | None = None
) -> str:
    lines = [f"- **{name}**: {text}" for name, text in (about or {}).items()]
    return st.selectbox(label, names, names.index(start), key=key, help="\n".join(lines) or None)


def _whole(
    label: str, start: int, span: tuple[int, int], *, key: str, disabled: bool = False
) -> int:
    low, high = span
    value = min(max(start, low), high)
    return int(st.number_input(label, low, high, value, key=key, disabled=disabled))


def _number(label: str, start: float, *, key: str, width: int | str = "stretch") -> float:
    """A positive number that may be very small: as text, since steppers round those away."""
    text = st.text_input(label, f"{start:g}", key=key, width=width)
    try:
        return float(text)
    except ValueError:
        st.error(f"{text!r} is not a number; {start:g} is used.")
        return start


def _linked(source: str) -> str:
    return LINK.sub(lambda found: f"[{found[0].split('//')[1]}]({found[0]})", source)
