"""Who is signed in: a token that a browser or a program holds, and whom it stands for.

`access/sessions.json` keeps the SHA-256 of each token, so that whoever reads the file can use
none. A session ends when its time is over, when somebody signs out, and when the person is changed
or removed in the list (core/access/people.py).
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core import files
from core.access.asked import access
from core.access.people import people, person_called
from core.access.person import Person, Role
from core.errors import Unreadable
from core.lock import in_turn
from core.paths import access_folder
from core.typed_json import WrongType, plain, typed

FILE = "sessions.json"
HOUR = 3600.0


@dataclass(frozen=True)
class Session:
    """One of them."""

    name: str
    began: float
    until: float
    address: str = ""
    """Of somebody who came in by their organisation's sign-in; "" of all others."""


@dataclass(frozen=True)
class _File:
    sessions: Mapping[str, Session]


def begin(person: Person, *, address: str = "", hours: float | None = None) -> str:
    """Sign somebody in; the token, which nobody can guess and which is kept nowhere here."""
    token = secrets.token_urlsafe(32)
    lasts = access().hours if hours is None else hours
    now = time.time()
    with _changing() as known:
        known[_mark(token)] = Session(person.name, now, now + lasts * HOUR, address)
    return token


def end(token: str) -> None:
    """Sign out; nothing happens where nobody was signed in."""
    with _changing() as known:
        known.pop(_mark(token), None)


def person_of(token: str) -> Person | None:
    """Whom a token stands for now; None where it stands for nobody any more."""
    session = _kept().get(_mark(token)) if token else None
    if session is None or session.until < time.time():
        return None
    known = people().get(session.name)
    if known is not None:
        person = Person(session.name, Role(known.role))
        return person if known.since <= session.began else None
    return person_at(session.address) if session.address else None


def person_at(address: str) -> Person | None:
    """Whom the organisation's sign-in lets in by this address: who is in the list, else whoever has
    one of the domains that the server's owner named; None for all others.
    """
    if person := person_called(address):
        return person
    asked, domain = access().oidc, address.rpartition("@")[2].casefold()
    domains = [each.casefold().lstrip("@") for each in asked.domains]
    return Person(address.casefold(), Role(asked.role)) if domain in domains else None


def _mark(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _kept() -> Mapping[str, Session]:
    path = access_folder() / FILE
    try:
        about = path.stat()
    except OSError:
        return {}
    return _read(path, about.st_mtime_ns, about.st_ino)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _file: int) -> Mapping[str, Session]:
    try:
        return typed(_File, files.read_json(path), FILE).sessions
    except (Unreadable, WrongType):  # all sign in anew
        return {}


@contextmanager
def _changing() -> Iterator[dict[str, Session]]:
    access_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = access_folder() / FILE
    with in_turn(access_folder() / "sessions.lock"):
        known = {mark: each for mark, each in _kept().items() if each.until > time.time()}
        yield known
        files.write_json(path, {"sessions": plain(known)})
        path.chmod(0o600)
