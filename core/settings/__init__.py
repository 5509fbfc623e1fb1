"""Settings that describe themselves: declared in one line, read, refused and listed from it."""

from core.settings.check import (
    bounds,
    choice_help,
    choices,
    is_choice,
    matters,
    problems_of,
    within,
)
from core.settings.declare import About, about, again, setting
from core.settings.kind import Kind, hints, kind_of
from core.settings.listed import Listed, as_text, listed, section_help
from core.settings.read import at, dotted, read, table, values

__all__ = [
    "About",
    "Kind",
    "Listed",
    "about",
    "again",
    "as_text",
    "at",
    "bounds",
    "choice_help",
    "choices",
    "dotted",
    "hints",
    "is_choice",
    "kind_of",
    "listed",
    "matters",
    "problems_of",
    "read",
    "section_help",
    "setting",
    "table",
    "values",
    "within",
]
