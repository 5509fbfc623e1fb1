"""What Verify shows, for a spreadsheet."""

from __future__ import annotations

from typing import Any


def columns_csv(names: tuple[str, ...], said: dict[str, Any]) -> str:
    """Arrays of one length, side by side under their names."""
    lines = [",".join(names)]
    columns = zip(*(said[name].tolist() for name in names), strict=True)
    return "\n".join([*lines, *(",".join(map(str, row)) for row in columns)]) + "\n"


def pairs_csv(said: dict[str, Any]) -> str:
    """The hardest pairs: rows of both, whether they are the same, and their score."""
    lines = ["left,right,same,score"]
    for sort, same in (("accept", 0), ("reject", 1)):
        pairs = zip(said[f"{sort}s"].tolist(), said[f"{sort}_scores"].tolist(), strict=True)
        lines += [f"{left},{right},{same},{score:.6g}" for (left, right), score in pairs]
    return "\n".join(lines) + "\n"
