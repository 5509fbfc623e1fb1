"""The people of a server: names, roles and passwords, in `access/people.json`.

A password is kept as its Argon2id hash. Whoever signs in through an organisation (OIDC) stands
here by their address, without one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from core import files
from core.access.person import Person, Role, acting_as
from core.errors import BadAccess, NotAllowed, UnknownName, Unreadable
from core.lock import in_turn
from core.paths import access_folder
from core.typed_json import WrongType, plain, typed

if TYPE_CHECKING:
    from argon2 import PasswordHasher

FILE = "people.json"
SHORTEST = 10
"""Signs of a password; a class's word may have fewer, as tries are limited."""
SHORTEST_WORD = 4
LONGEST = 200
NAME = re.compile(r"[^\W_][\w .@+'-]{0,59}")
"""What is a name: letters of any script, digits, and what addresses have; no control signs."""
UNKNOWN = "The name or the password is wrong."


@dataclass(frozen=True)
class Known:
    """Somebody in the list."""

    role: str = Role.MEMBER.value
    hash: str = ""
    since: float = 0.0
    """When role and password were last set: sessions from before are over."""


@dataclass(frozen=True)
class _File:
    people: Mapping[str, Known]


def people() -> Mapping[str, Known]:
    """All of them by name; raises BadAccess where the list cannot be read."""
    path = access_folder() / FILE
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return {}
    return _read(path, stamp)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Mapping[str, Known]:
    try:
        found = typed(_File, files.read_json(path), FILE).people
        for known in found.values():
            Role(known.role)
    except (Unreadable, WrongType, ValueError) as error:
        raise BadAccess(f"The list of people cannot be read: {error}. Mend {path}.") from error
    return found


def person_called(name: str) -> Person | None:
    """Somebody in the list, by a name whose case does not matter; None where there is none."""
    return next(
        (
            Person(known, Role(about.role))
            for known, about in people().items()
            if known.casefold() == name.strip().casefold()
        ),
        None,
    )


def add(name: str, *, role: Role, password: str = "", shortest: int = SHORTEST) -> Person:
    """Put somebody new into the list; raises BadAccess, NotWritten."""
    name = _checked(name)
    if password and not shortest <= len(password) <= LONGEST:
        raise BadAccess(f"A password has {shortest} to {LONGEST} signs, not {len(password)}.")
    hashed = _hasher().hash(password) if password else ""
    with _changing() as known:
        if person_called(name):
            raise BadAccess(f"There is somebody called {name} already. Take another name.")
        known[name] = Known(role.value, hashed, time.time())
    return Person(name, role)


def change(name: str, *, role: Role | None = None, password: str = "") -> None:
    """Give somebody another role or password; they have to sign in anew. Raises UnknownName."""
    if password and not SHORTEST <= len(password) <= LONGEST:
        raise BadAccess(f"A password has {SHORTEST} to {LONGEST} signs, not {len(password)}.")
    with _changing() as known:
        before = known.get(name)
        if before is None:
            raise UnknownName("person", name, known)
        known[name] = Known(
            role.value if role else before.role,
            _hasher().hash(password) if password else before.hash,
            time.time(),
        )


def remove(name: str) -> None:
    """Take somebody out of the list, which ends their sessions; what they made stays."""
    with _changing() as known:
        if name not in known:
            raise UnknownName("person", name, known)
        del known[name]


def signed_in(name: str, password: str) -> Person:
    """Who that is; raises NotAllowed, after as long for a name that is not there."""
    from argon2.exceptions import InvalidHashError, VerificationError

    person = person_called(name[:LONGEST])
    known = people()[person.name] if person else None
    hashed = known.hash if known and known.hash else _of_nobody()
    try:
        _hasher().verify(hashed, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError) as error:
        raise NotAllowed(UNKNOWN) from error
    if person is None or known is None or not known.hash:
        raise NotAllowed(UNKNOWN)
    return person


def joined(name: str, word: str, code: str, *, asked: str) -> Person:
    """A member of the class that `asked` for a code: a new one, or one who comes back by the word
    that they chose. Raises NotAllowed, BadAccess.
    """
    import hmac

    if not asked:
        raise NotAllowed("This class has no code yet: its teacher sets one in embedscope.toml.")
    if not hmac.compare_digest(code.strip().encode(), asked.encode()):
        raise NotAllowed("That is not the code of this class. Ask your teacher.")
    if person_called(name):
        try:
            return signed_in(name, word)
        except NotAllowed as error:
            raise NotAllowed(
                f"{name.strip()} is taken, with another word. If that is you, type your own word; "
                "else take another name."
            ) from error
    return add(name, role=Role.MEMBER, password=word, shortest=SHORTEST_WORD)


@contextmanager
def acting_for(name: str) -> Iterator[None]:
    """Work for who asked for it: within this what is made is theirs, and they may what they may.

    For "" it is this machine's own work.
    """
    if not name:
        yield
        return
    with acting_as(person_called(name) or Person(name, Role.MEMBER)):
        yield


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not NAME.fullmatch(name):
        raise BadAccess(
            f"{name[:60]!r} is no name: it has 1 to 60 letters, digits, spaces or . @ + - ' and "
            "begins with a letter or a digit."
        )
    return name


@contextmanager
def _changing() -> Iterator[dict[str, Known]]:
    """The list, to be changed within, by one process at a time; written at the end."""
    access_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with in_turn(access_folder() / "people.lock"):
        known = dict(people())
        yield known
        files.write_json(access_folder() / FILE, {"people": plain(known)})
        (access_folder() / FILE).chmod(0o600)


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


def _of_nobody() -> str:
    """A hash that nothing matches, so that an unknown name takes as long as a known one."""
    import secrets

    return str(_hasher().hash(secrets.token_hex(16)))
