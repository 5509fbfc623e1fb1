"""People and roles, and who is asking right now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What somebody is here; each may what the one before may."""

    VIEWER = "viewer"
    MEMBER = "member"
    ADMIN = "admin"


@dataclass(frozen=True)
class Person:
    """Somebody who asks; `name` is "" for who needs none, `role` None for who has not signed in."""

    name: str = ""
    role: Role | None = None
    browser: str = field(default="", compare=False)
    """A mark of the browser in which they ask, which tells whose job is whose where nobody has a
    name."""


LOCAL = Person("", Role.ADMIN)
"""Whoever sits at this machine: the command line, jobs, and every page in the mode `personal`."""
NOBODY = Person()
"""Whoever asks a server without having signed in."""
_acting: ContextVar[Person | None] = ContextVar("acting", default=None)
_answered: list[Callable[[], Person]] = []


def who() -> Person:
    """The person for whom this code runs."""
    acting = _acting.get()
    if acting is not None:
        return acting
    return _answered[-1]() if _answered else LOCAL


@contextmanager
def acting_as(person: Person) -> Iterator[None]:
    """Within it, `who` is this person; also in tasks and in the event loop's threads."""
    token = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(token)


def answered_by(ask: Callable[[], Person]) -> Callable[[], None]:
    """Let `ask` say who asks wherever nobody is stated, as a server must; how to end that."""
    _answered.append(ask)
    return lambda: _answered.remove(ask)
