"""A button that deletes, asked twice; what refuses to go is said beside it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from core.access import Action, Thing
from core.errors import EmbedscopeError
from pages.shared.allowed import dead_if, why_not


def delete_button(
    name: str,
    delete: Callable[[str], None],
    words: str,
    *,
    key: str,
    label: str = "Delete",
    owner: str = "",
    action: Action = Action.DELETE,
) -> None:
    """A popover with `words` and the button that calls `delete(name)`, before the page is drawn
    again; dead for who may not do this `action` to what is the `owner`'s.
    """
    refused = f"{key}-refused"

    def act() -> None:
        try:
            delete(name)
        except (EmbedscopeError, OSError) as error:
            st.session_state[refused] = f"{name} could not be removed: {error}"

    why = why_not(action, Thing(name, owner))
    with st.popover(label, icon=":material/delete:", type="tertiary", **dead_if(why)):
        st.text(words)
        st.button(f"{label} for good", key=key, on_click=act)
    if refused in st.session_state:
        st.error(st.session_state.pop(refused))
