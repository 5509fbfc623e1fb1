"""List encoders, which turn images into vectors, by the address that make_map takes."""

from __future__ import annotations

from dataclasses import dataclass

from core import encoders
from core.agents.arguments import Limit, Offset, Search, holds, part
from core.agents.caller import page

TITLE = "List encoders"
WRITES = False


@dataclass(frozen=True)
class Encoder:
    """An encoder that can be chosen."""

    address: str
    title: str


@dataclass(frozen=True)
class Encoders:
    """Some of the encoders; `page` has how to bring one's own."""

    total: int
    encoders: list[Encoder]
    next_offset: int | None
    page: str


def answer(search: Search = "", offset: Offset = 0, limit: Limit = 20) -> Encoders:
    """Some of the encoders, the usual one first."""
    every = encoders.offered().items()
    found = [Encoder(address, title) for address, title in every if holds(search, address, title)]
    shown, after = part(found, offset, limit)
    return Encoders(len(found), shown, after, page("models"))
