"""Text of people and of files, which Markdown must not take for markup."""

from __future__ import annotations

from core.errors import short

MARKUP = frozenset(r"\`*_{}[]<>#$~|:")


def plain(text: str) -> str:
    """The text as it is read, whatever signs are in it."""
    return "".join(f"\\{sign}" if sign in MARKUP else sign for sign in text)


def quoted(asked: str) -> str:
    """What an address asks for, as a sentence repeats it: short, and read as it is."""
    return f"“{plain(short(asked)[1:-1])}”"
