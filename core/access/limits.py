"""How long what one person starts may run: by role or by name, in `embedscope.toml`.

    [limits.member]             of all members; [limits."bo@example.org"] goes before it
    max_steps = 20000           of one training
    max_minutes = 60            of one job, its pauses left out

Who is not named has the mode's own; admins have none unless they are named.
"""

from __future__ import annotations

from core.access.asked import access
from core.access.modes import Limit
from core.access.people import person_called
from core.access.person import LOCAL, Person, Role

NONE = Limit()


def limit_of(person: Person) -> Limit:
    """What holds for somebody."""
    under = access()
    if not under.mode.sign_in or person == LOCAL:
        return NONE
    for name in (person.name, str(person.role)):
        if name and name in under.limits:
            return under.limits[name]
    return NONE if person.role is Role.ADMIN else under.mode.limit


def limit_of_owner(name: str) -> Limit:
    """What holds for the jobs of somebody; nothing for those of nobody."""
    return limit_of(person_called(name) or Person(name, Role.MEMBER)) if name else NONE
