"""List data sets: sizes, licence, and for those that are not on this machine how to get them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from core.agents.arguments import Limit, Offset, Search, holds, part
from core.agents.caller import page
from core.data import listing
from core.data.own import all_own
from core.data.versions import all_versions

TITLE = "List data sets"
WRITES = False


@dataclass(frozen=True)
class DataSet:
    """A data set of the list; `sizes` are images by split."""

    name: str
    title: str
    here: bool
    sizes: dict[str, int]
    licence: str
    note: str
    """How to get it, or what is wrong with its files."""
    page: str


@dataclass(frozen=True)
class DataSets:
    """Some of the data sets."""

    total: int
    data_sets: list[DataSet]
    next_offset: int | None


def answer(
    search: Search = "",
    here: Annotated[bool, Field(description="Only those on this machine.")] = False,
    offset: Offset = 0,
    limit: Limit = 20,
) -> DataSets:
    """Some of the data sets, those that are here first."""
    own = [*(each.name for each in all_own()), *(each.name for each in all_versions())]
    rows = [*map(listing.describe, own), *listing.everything()]
    found = [
        DataSet(
            name=row["name"],
            title=row["title"],
            here=row["found"],
            sizes=row["sizes"],
            licence=row["licence"],
            note=row["problem"] or row["how"],
            page=page("data", set=row["name"]),
        )
        for row in rows
        if (row["found"] or not here) and holds(search, row["name"], row["title"])
    ]
    shown, after = part(found, offset, limit)
    return DataSets(len(found), shown, after)
