"""What `python -m core data` shows: every data set, found or not, from headers alone."""

from __future__ import annotations

from typing import Any

from core.data.catalogue import entry, find, how_to_get, names
from core.errors import DataCorrupt


def describe(name: str) -> dict[str, Any]:
    """One data set as a table for people and programs.

    Keys: name, title, summary, source, licence, found (bool), where (or null), sizes (by split:
    what was found, else what is published), how (to get it; empty where it is here), problem (what
    is wrong with its files, else empty). Raises UnknownName.
    """
    known = entry(name)
    published = dict(known.constants.get("SIZES", {}))
    found = find(name)
    sizes, problem = published, ""
    if found is not None:
        try:
            sizes = found.sizes()
        except DataCorrupt as error:
            problem = str(error)
        if not problem and published and sizes != published:
            problem = f"The published sizes are {_counts(published)}."
    return {
        "name": name,
        "title": known.constants.get("TITLE", name),
        "summary": known.summary,
        "source": known.source,
        "licence": known.constants.get("LICENCE", "unknown"),
        "found": found is not None,
        "where": str(found.where) if found else None,
        "sizes": sizes,
        "how": "" if found else how_to_get(known),
        "problem": problem,
    }


def everything() -> list[dict[str, Any]]:
    """`describe` of every data set, those that are here first."""
    return sorted((describe(name) for name in names()), key=lambda row: not row["found"])


def as_text(rows: list[dict[str, Any]]) -> str:
    """The list for a terminal: a table of what is here, then how to get the rest."""
    lines = [f"{'data set':<15}{'train':>8}{'test':>8}  {'licence':<14} where"]
    for row in (row for row in rows if row["found"]):
        train, test = (f"{row['sizes'].get(split, 0):,}" for split in ("train", "test"))
        licence = row["licence"].split(";")[0]
        lines.append(f"{row['name']:<15}{train:>8}{test:>8}  {licence:<14} {row['where']}")
        if row["problem"]:
            lines.append(f"{'':<15}! {row['problem']}")
    absent = [row for row in rows if not row["found"]]
    if absent:
        lines += ["", "Not on this machine:"]
    for row in absent:
        size = f" ({_counts(row['sizes'])})" if row["sizes"] else ""
        lines.append(f"{row['name']:<15}{row['title']}{size}. {row['how']}")
    return "\n".join(lines)


def as_line(rows: list[dict[str, Any]]) -> str:
    """The list in one line."""
    here = ", ".join(row["name"] for row in rows if row["found"])
    absent = sum(not row["found"] for row in rows)
    rest = f"; {absent} more can be had: python -m core data" if absent else ""
    return f"  Data found: {here}{rest}"


def _counts(sizes: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {split}" for split, count in sizes.items())
