"""When a form's data set is changed, what depends on it follows, and the page says so."""

from __future__ import annotations

from typing import Any, TypeVar

import streamlit as st

from core.data.catalogue import class_count, find, title
from core.errors import EmbedscopeError
from core.recipes.recipe import Recipe, changed
from core.settings import at

Kind = TypeVar("Kind", bound=Recipe)
TOLD = "data-followed"
MOST_ASIDE = 0.25
"""Of the training images: more validation images were meant for another data set."""
USUAL_ASIDE = 0.1


def following_data(recipe: Kind, start: Kind, prefix: str) -> Kind | None:
    """The recipe fitted to its data set, where that was changed since the last run of the page and
    something had to follow; None otherwise. What a link asks for stays as it is.

    The page goes to what it gets, and calls `tell_followed` above the form.
    """
    known = f"{prefix}-data-before"
    before = st.session_state.get(known, at(start, "data.name"))
    st.session_state[known] = at(recipe, "data.name")
    if before == at(recipe, "data.name"):
        return None
    follows, told = fitted(recipe)
    if not told:
        return None
    st.session_state[TOLD] = told
    return follows


def tell_followed() -> None:
    """Say once what followed the data set."""
    if told := st.session_state.pop(TOLD, ""):
        st.info(f"{told} They followed the data set.", icon=":material/sync_alt:")


def fitted(recipe: Kind) -> tuple[Kind, str]:
    """The recipe as it can be trained on its data set, and in a sentence what was changed; "" where
    nothing was. A data set that is not here says nothing of its size.
    """
    asked = ("data.name", "data.validation", "batch.size")
    name, aside, batch = (at(recipe, key) for key in asked)
    changes: dict[str, Any] = {}
    told = []
    if getattr(at(recipe, "data"), "classes", None) is not None:
        changes["data.classes"] = None
        told.append(f"all {class_count(name)} classes")
    size = _training_images(name)
    if size is not None:
        if aside > size * MOST_ASIDE:
            aside = round(size * USUAL_ASIDE)
            changes["data.validation"] = aside
            told.append(f"{aside:,} validation images")
        if batch > (size - aside) // 2:
            changes["batch.size"] = max(2, 1 << ((size - aside) // 8).bit_length())
            told.append(f"a batch of {changes['batch.size']:,}")
    if not changes:
        return recipe, ""
    return changed(recipe, changes), f"For {title(name)}: {', '.join(told)}."


def _training_images(name: str) -> int | None:
    try:
        found = find(name)
        return None if found is None else found.sizes()["train"]
    except EmbedscopeError:
        return None
