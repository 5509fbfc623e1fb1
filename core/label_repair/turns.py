"""Whose turn it is: which entries of a queue a person has still to look at, and which is next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from core.label_repair.decisions import SKIP, Decision, votes
from core.label_repair.entries import Entry

ACTIVE = datetime.timedelta(minutes=10)
"""Who decided in this time is at work."""
Said = Mapping[tuple[str, int], Mapping[str, Decision]]


def left(entries: Sequence[Entry], said: Said, who: str, *, everyone: bool) -> list[int]:
    """Places in the queue of what a person has to look at: where `everyone` sees all, whatever they
    have not decided themselves; else also what nobody has.
    """
    found = []
    for number, entry in enumerate(entries):
        heard = said.get((entry.place.split, entry.place.row), {})
        if who not in heard and (everyone or not votes(heard.values())):
            found.append(number)
    return found


def at_work(made: Iterable[Decision], *, now: datetime.datetime | None = None) -> list[str]:
    """Who decided in the last minutes, in the order of the alphabet."""
    since = (now or datetime.datetime.now(datetime.UTC)) - ACTIVE
    return sorted({each.who for each in made if _when(each) >= since})


def first_of(places: Sequence[int], who: str, people: Sequence[str]) -> int | None:
    """The next entry for a person; None where nothing is left. Of several people at work each takes
    every so-manieth, so that no two look at the same one, until only others' are left.
    """
    others = sorted({*people, who})
    mine = (place for place in places if place % len(others) == others.index(who))
    return next(mine, places[0] if places else None)


def skipped(said: Said) -> int:
    """Images that somebody passed on and nobody has decided."""
    heard = (each.values() for each in said.values())
    return sum(bool(h) and not votes(h) and any(d.what == SKIP for d in h) for h in heard)


def _when(made: Decision) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(made.when)
    except ValueError:
        return datetime.datetime.min.replace(tzinfo=datetime.UTC)
