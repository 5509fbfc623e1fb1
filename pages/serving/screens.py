"""Which screens there are: every page that names its TITLE and its GROUP.

A page is a file of `pages/`, or the file `page.py` of a folder there that holds its parts too. Its
name is the file's or the folder's, and so is its address.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.access import Action, may, who
from core.registry import entries

GROUPS = ("", "Explore", "Train", "Inspect", "Try", "Library")
"""Headings of the navigation; the first has none: the door."""
PAGES = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Screen:
    """One screen: its name (which is its address) and what its file says at its top."""

    name: str
    path: Path
    title: str
    group: str
    order: int
    icon: str | None
    summary: str
    default: bool
    under: str | None
    """The screen that leads to it, where the navigation does not list it."""
    trains: str | None
    """The task whose settings its form has."""
    admins: bool
    """Whether only who sees to the server finds it in the navigation and the search."""

    @property
    def listed(self) -> bool:
        """Whether who asks finds it there."""
        return not self.admins or may(who(), Action.MANAGE)


@lru_cache
def screens() -> tuple[Screen, ...]:
    """All screens, by group and order. The first of all is where a visitor arrives."""
    found = [
        Screen(
            name=entry.name.replace("-", "_"),
            path=_path(entry.name.replace("-", "_")),
            title=str(entry.constants["TITLE"]),
            group=str(entry.constants["GROUP"]),
            order=int(entry.constants.get("ORDER", 99)),
            icon=entry.constants.get("ICON"),
            summary=entry.summary,
            default=entry.name == "home",
            under=entry.constants.get("UNDER"),
            trains=entry.constants.get("TRAINS"),
            admins=bool(entry.constants.get("ADMINS")),
        )
        for entry in entries("pages", inside="page").values()
        if entry.constants.get("GROUP") in GROUPS and "TITLE" in entry.constants
    ]
    return tuple(sorted(found, key=lambda screen: (GROUPS.index(screen.group), screen.order)))


def screen_names() -> list[str]:
    """The screens' names, in the order of the navigation."""
    return [screen.name for screen in screens()]


def _path(name: str) -> Path:
    alone = PAGES / f"{name}.py"
    return alone if alone.is_file() else PAGES / name / "page.py"
