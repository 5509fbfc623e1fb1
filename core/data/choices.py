"""Which data sets can be chosen, by a page or a person: those of the catalogue and their own."""

from __future__ import annotations

from core.data import own, versions
from core.data.catalogue import class_count, entry, find, names, title
from core.data.class_names import UNLABELLED


def choices(*, labelled: bool = False, here: bool = False) -> dict[str, str]:
    """The names of all data sets and what people call them: those that are on this machine first,
    then somebody's own, then those that are not here.

    `labelled` leaves out those without classes to tell apart, `here` those that are not here.
    """
    known = [name for name in names() if class_count(name) or not labelled]
    there = [name for name in known if find(name) is not None]
    absent = [] if here else [name for name in known if name not in there]
    found = {name: title(name) for name in there}
    return {**found, **own_choices(labelled=labelled), **{name: title(name) for name in absent}}


def own_choices(*, labelled: bool = False) -> dict[str, str]:
    """Somebody's own data sets alone, and the repaired versions of any; see `choices`."""
    known = [each for each in own.all_own() if not labelled or each.classes != UNLABELLED]
    mine = {each.name: f"{each.title} (your own)" for each in known}
    return mine | {each.name: each.title for each in versions.all_versions()}


def summaries(chosen: dict[str, str], *, absent: str) -> dict[str, str]:
    """A line about each, which is `absent` for one that is not here."""
    return {name: entry(name).summary if find(name) else absent for name in chosen}
