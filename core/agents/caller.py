"""Who asks: under which address the dashboard is found, and whether they sit at this machine."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlencode

DASHBOARD = "http://127.0.0.1:8501"


@dataclass(frozen=True)
class Caller:
    """A program that called a tool."""

    dashboard: str = DASHBOARD
    """The address of the app, without a slash at its end."""
    local: bool = False
    """Whether it runs here with a person's own rights, and so may name their files by path."""


NOBODY = Caller()
caller: ContextVar[Caller] = ContextVar("caller", default=NOBODY)
"""Of the call under way."""


def page(name: str, **query: str) -> str:
    """The address of a page of the dashboard, for whoever asks."""
    told = f"?{urlencode(query)}" if query else ""
    return f"{caller.get().dashboard}/{name}{told}"
