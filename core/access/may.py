"""The one question of every page and route: may this person do that to this thing?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.access.asked import Access, access
from core.access.person import LOCAL, Person, Role, who
from core.errors import NotAllowed


class Action(StrEnum):
    """What can be asked; each value is how a sentence says it."""

    SEE = "look at pages"
    TRY = "try a photo"
    OPEN = "open"
    TRAIN = "start a training or another job"
    STOP = "stop"
    RESUME = "resume"
    RENAME = "rename"
    DELETE = "delete"
    SHARE = "hide or show"
    BRING = "bring files that are kept"
    CHANGE = "change what all share"
    READ_PATH = "read a folder of the server"
    MANAGE = "see to the server"
    TEACH = "see what a class answered"


@dataclass(frozen=True)
class Thing:
    """What something is done to: its title, whose it is ("": nobody's), and whether it is shown to
    nobody but them and admins.
    """

    title: str
    owner: str = ""
    private: bool = False


FREE = frozenset({Action.SEE, Action.TRY, Action.OPEN})
"""What needs no more than being let in, where nothing is private."""
OF_ONES_OWN = frozenset({Action.STOP, Action.RESUME, Action.RENAME, Action.DELETE, Action.SHARE})
NOT_SIGNED_IN = "Sign in first."
PRIVATE = "This is private: only its owner and admins can open it."
READ_ONLY = "This is a demonstration: nothing is trained, kept or changed here."


def refusal(
    person: Person, action: Action, thing: Thing | None = None, *, under: Access | None = None
) -> str:
    """Why not, in a sentence; "" where it is allowed.

    What is private is opened by its owner and admins alone, in every mode.
    An admin may everything but what the mode rules out. A member may start and bring, and stop,
    resume, rename and delete what is theirs; a viewer may look and try photos. A path on the server
    needs a root besides, except in the mode `personal`.
    """
    under = under or access()
    if not under.mode.shared or person == LOCAL:
        return ""
    if action is Action.OPEN and thing is not None and thing.private and not _sees(person, thing):
        return PRIVATE
    if under.mode.read_only:
        return "" if action in FREE else READ_ONLY
    if person.role is None:
        return NOT_SIGNED_IN
    if action is Action.READ_PATH and not under.roots:
        return "This server opens no folder of its own: its owner has named no roots."
    if person.role is Role.ADMIN or action in FREE:
        return ""
    if person.role is Role.VIEWER:
        return f"As a viewer you cannot {action.value}. Ask an admin to become a member."
    return _of_a_member(person, action, thing)


def _owns(person: Person, thing: Thing) -> bool:
    return bool(thing.owner) and thing.owner == person.name


def _sees(person: Person, thing: Thing) -> bool:
    return person.role is Role.ADMIN or (person.role is not None and _owns(person, thing))


def _of_a_member(person: Person, action: Action, thing: Thing | None) -> str:
    if action in (Action.MANAGE, Action.TEACH):
        return f"Only an admin can {action.value}."
    if action not in OF_ONES_OWN:
        return ""
    if thing is not None and _owns(person, thing):
        return ""
    title = "this" if thing is None else f"“{thing.title}”"
    whose = thing.owner if thing is not None and thing.owner else ""
    belongs = f"It belongs to {whose}" if whose else "It belongs to nobody"
    return f"You cannot {action.value} {title}. {belongs}: ask {whose or 'an admin'}."


def may(
    person: Person, action: Action, thing: Thing | None = None, *, under: Access | None = None
) -> bool:
    """Whether it is allowed."""
    return not refusal(person, action, thing, under=under)


def check(action: Action, thing: Thing | None = None) -> None:
    """Raise NotAllowed where the one who asks (`who`) may not."""
    if why := refusal(who(), action, thing):
        raise NotAllowed(why)
