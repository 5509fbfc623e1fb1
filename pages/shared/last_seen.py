"""Which run this browser looked at last: the next page, and the next visit, open on it."""

from __future__ import annotations

from pages.shared.cookie import keep_word, kept_word

COOKIE = "run"


def last_seen() -> str | None:
    """The run's name; it need not be there any more."""
    return kept_word(COOKIE)


def saw(name: str) -> None:
    """Remember that the run was chosen or opened."""
    keep_word(COOKIE, name)
