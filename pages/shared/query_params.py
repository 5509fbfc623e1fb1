"""The address: values as text and back, and controls that follow it and write to it.

Streamlit's own `bind="query-params"` is not used here. Tried with 1.67, it reads the address only
when a control first appears, and replaces it without a step in the browser's history: the way back
leaves the app, a link to the page that is open changes nothing, and a control in a section that is
folded loses its value. Here the way back and a link set the control, and the control the address.

A run that was asked for before the browser heard of a new address brings the old one along: for a
moment after a choice, what stood there before it is taken for that, and not for a step back.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import streamlit as st
import yaml
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.errors import BadRecipe, short
from core.recipes.recipe import Recipe, changed, changes
from core.settings import as_text
from core.yaml_text import read_yaml

LATE = 1.5
"""Seconds for which a run may still bring the address from before a choice."""
Kind = TypeVar("Kind", bound=Recipe)


def from_text(text: str) -> Any:
    """What a value in an address says, JSON or YAML; raises BadRecipe where it cannot be read."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        pass
    try:
        return read_yaml(text)
    except yaml.YAMLError as error:
        raise BadRecipe(f"The link's settings cannot be read: {short(text)}.") from error


def to_text(table: Mapping[str, Any]) -> str:
    """A table of settings as one value of an address, which `from_text` reads: JSON."""
    return json.dumps(table, separators=(",", ":"))


def to_query(recipe: Recipe, base: Recipe) -> dict[str, str]:
    """What a recipe changes in `base`, such as `{"optimiser.lr": "0.02"}`."""
    return {key: as_text(value) for key, value in changes(recipe, base).items()}


def from_query(query: Mapping[str, str], base: Kind) -> Kind:
    """`base` with the settings of an address; raises BadRecipe and UnknownName for nonsense."""
    return changed(base, {key: from_text(text) for key, text in query.items()})


def bind(
    key: str, read: Callable[[str | None], Any], *, fits: Callable[[Any], bool] = lambda _: True
) -> str:
    """Before a control is drawn: its name in the session, with what the address asks for.

    `key` is the name in the address; `read` makes a value of its text, or of None where the address
    says nothing; a value in the session that no longer `fits` is replaced.
    """
    name = f"bound-{key}"
    held = name in st.session_state and fits(st.session_state[name])
    follow(name, read(st.query_params.get(key)), fits=held)
    return name


def keep(key: str, chosen: Any, text: str | None) -> None:
    """After it is drawn: put `text` into the address; None, the usual value, takes no room."""
    note(f"bound-{key}", chosen)
    if text is None:
        st.query_params.pop(key, None)
    elif st.query_params.get(key) != text:
        st.query_params[key] = text


def set_bound(key: str, value: Any) -> None:
    """In a callback: put a value into the control and the address; None leaves the address.

    Both are remembered at once: the run that follows may be ended by the next before it is drawn.
    """
    st.session_state[f"bound-{key}"] = value
    note(f"bound-{key}", value)
    if value is None:
        st.query_params.pop(key, None)
    else:
        st.query_params[key] = str(value)


def follow(name: str, asked: Any, *, fits: bool = True) -> bool:
    """Set the control `name` to what the address asks for, where that has changed (a link, a step
    back) or where what the control has no longer `fits`; whether it was set.
    """
    left, until = st.session_state.get(f"{name}-left", (None, 0.0))
    late = asked == left and time.monotonic() < until and not went_back()
    elsewhere = asked != st.session_state.get(f"{name}-before") and not late
    if elsewhere or not fits:
        st.session_state[name] = st.session_state[f"{name}-before"] = asked
    return elsewhere or not fits


def went_back() -> bool:
    """Whether the browser's way back or forth asked for this run: its address is what is wanted."""
    context = get_script_run_ctx()
    return bool(getattr(context, "is_history_navigation", False))


def note(name: str, chosen: Any) -> None:
    """Remember what the control `name` has now, and what stood in the address until now."""
    before = st.session_state.get(f"{name}-before", chosen)
    if chosen != before:
        st.session_state[f"{name}-left"] = (before, time.monotonic() + LATE)
    st.session_state[f"{name}-before"] = chosen
