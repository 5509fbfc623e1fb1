"""A form whose settings are all in the address: a link fills it, and it writes the link.

Another address draws new controls, filled anew; so does the browser's way back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from pages.shared.errors import explained
from pages.shared.query_params import follow, note

Kind = TypeVar("Kind")
RUNS = "runs"
"""Where the session counts the runs of all pages (`pages/main.py`)."""


@dataclass(frozen=True)
class FormAddress(Generic[Kind]):
    """How a page's form and its address belong together; `page` begins its keys in the session."""

    page: str
    read: Callable[[Mapping[str, str]], Kind]
    """What a query asks for; {} for the usual. May raise for nonsense."""
    write: Callable[[Kind], dict[str, str]]
    mine: Callable[[str], bool]
    """Whether a parameter is one of the form's; the others stay as they are."""

    def start(self) -> tuple[Kind, str]:
        """What the address asks for, and what its controls' keys begin with.

        An address that asks for nothing means what this tab had, where a visitor comes from another
        page; where the form was on screen until now it is a step back, to the usual settings.
        """
        query: dict[str, str] = {k: v for k, v in st.query_params.items() if self.mine(k)}
        back, kept = not query and not self._on_screen(), f"{self.page}-last"
        if back and kept in st.session_state:
            query = self.write(st.session_state[kept])
        known = f"{self.page}-start" in st.session_state
        if follow(f"{self.page}-query", query, fits=known) or (back and query):
            self._fill(query)
        return st.session_state[f"{self.page}-start"], self._prefix()

    def keep(self, settings: Kind) -> None:
        """Put what the form says into the address."""
        query = self.write(settings)
        said = (self._prefix(), query)
        if said != st.session_state.get(f"{self.page}-said"):  # said again on arrival: a link from
            # this page to itself tells the server alone, and the browser forgets
            others = {k: v for k, v in st.query_params.items() if not self.mine(k)}
            st.query_params.from_dict({**others, **query})
        st.session_state[f"{self.page}-said"] = said
        st.session_state[f"{self.page}-last"] = settings
        st.session_state[f"{self.page}-run"] = st.session_state.get(RUNS)
        note(f"{self.page}-query", query)

    def go_to(self, query: Mapping[str, str]) -> None:
        """A callback: another address, and so new controls."""
        st.query_params.from_dict(dict(query))
        for name in ("before", "left"):
            st.session_state.pop(f"{self.page}-query-{name}", None)

    def _fill(self, query: Mapping[str, str]) -> None:
        st.session_state[f"{self.page}-count"] = st.session_state.get(f"{self.page}-count", 0) + 1
        st.session_state[f"{self.page}-start"] = self.read({})
        with explained():
            st.session_state[f"{self.page}-start"] = self.read(query)

    def _on_screen(self) -> bool:
        """Whether the run before this one drew the form."""
        runs = st.session_state.get(RUNS)
        return runs is not None and st.session_state.get(f"{self.page}-run") == runs - 1

    def _prefix(self) -> str:
        return f"{self.page}-{st.session_state[f'{self.page}-count']}"
