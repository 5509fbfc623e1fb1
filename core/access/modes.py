"""The four ways to serve: what each is for, and what it allows anybody at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Quota:
    """What one person may have at once; admins have no bounds. None: as much as there is."""

    jobs: int | None = None
    """Waiting and running."""
    megabytes: int | None = None
    """Of files brought and kept."""


@dataclass(frozen=True)
class Limit:
    """How long what one person starts may run (core.access.limits). None: without end."""

    max_steps: int | None = None
    """Of one training."""
    max_minutes: float | None = None
    """Of one job."""


@dataclass(frozen=True)
class Mode:
    """One way to serve."""

    name: str
    about: str
    sign_in: bool = False
    read_only: bool = False
    """Nothing is trained, kept, changed or deleted by anybody."""
    joins: bool = False
    """Whoever knows the class's code becomes a member by a name and a word of their own."""
    quota: Quota = Quota()
    limit: Limit = Limit()
    """Of members and viewers who are given no other."""

    @property
    def shared(self) -> bool:
        """Whether it is made for more people than the one at this machine."""
        return self.sign_in or self.read_only


MODES: Mapping[str, Mode] = MappingProxyType(
    {
        mode.name: mode
        for mode in (
            Mode("personal", "One person on one machine; everything is allowed."),
            Mode("team", "People sign in; each changes what is theirs.", sign_in=True),
            Mode(
                "class",
                "Students join by name and code, within quotas.",
                sign_in=True,
                joins=True,
                quota=Quota(jobs=2, megabytes=500),
                limit=Limit(max_steps=20_000, max_minutes=60),
            ),
            Mode("demo", "Anybody looks; nothing is trained or kept.", read_only=True),
        )
    }
)
