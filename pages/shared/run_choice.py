"""Several runs chosen by name, in the address as `runs=a,b`."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.runs.run import Run
from core.runs.standing import lines_of
from pages.shared.plain import quoted
from pages.shared.query_params import bind, keep


def choose_runs(
    label: str, known: Mapping[str, Run], *, most: int, placeholder: str, without: str
) -> list[str]:
    """Names of at most `most` of the known runs.

    Args:
        label: of the control.
        known: by name, in the list's order.
        most: how many can be chosen.
        placeholder: what an empty choice says.
        without: what a run that an address names and that is not known may lack.
    """

    def read(text: str | None) -> list[str]:
        asked = (text or "").split(",")
        missing = [quoted(name)[1:-1] for name in asked if name and name not in known]
        if missing:
            st.warning(
                f"Not on this machine, or without {without}: {', '.join(missing[:most])}.",
                icon=":material/link_off:",
            )
        return [name for name in asked if name in known][:most]

    name = bind("runs", read, fits=lambda chosen: set(chosen) <= set(known))
    lines = lines_of(known)
    chosen = st.multiselect(
        label,
        list(known),
        format_func=lines.__getitem__,
        key=name,
        default=st.session_state[name],
        max_selections=most,
        placeholder=placeholder,
    )
    keep("runs", chosen, ",".join(chosen) or None)
    return chosen
