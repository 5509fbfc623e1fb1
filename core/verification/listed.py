"""A list of pairs that somebody brings: a CSV with two names or numbers and whether they match."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from core.errors import BadPairs
from core.verification.pairs import MOST, Pairs, Rows

COLUMNS = {
    "left": ("left", "a", "first", "image1", "path1", "file1", "p1", "id1"),
    "right": ("right", "b", "second", "image2", "path2", "file2", "p2", "id2"),
    "same": ("same", "match", "is_same", "label", "is_related", "kin", "genuine", "target"),
}
"""What a column may be called, in any case."""
UNREAD = "\ufffd"
"""In the place of what no letter is: so it was decoded."""
YES = ("1", "1.0", "true", "yes", "y", "same", "genuine", "match")
NO = ("0", "0.0", "-1", "false", "no", "n", "different", "impostor", "forged")


def listed_pairs(
    text: str,
    *,
    names: Sequence[str] | None,
    groups: NDArray[np.integer],
    fits: NDArray[np.bool_] | None = None,
) -> Pairs:
    """The pairs of a CSV with the columns left, right and same, of rows of a set of m points.

    Args:
        text: with a header; separated by commas, semicolons or tabs.
        names: of the points, where they have any: a whole name, or a file's last part where only
            one is called so. Row numbers from 0 do as well.
        groups: int [m], what each row belongs to; negative where that is not known, then each is a
            group by itself.
        fits: bool [m], which rows may be in a pair; all where None. Pairs of others are left out.

    Raises BadPairs, which names the line.
    """
    if UNREAD in text:
        raise BadPairs("The list of pairs is not in UTF-8. Save it again as CSV in UTF-8.")
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines:
        raise BadPairs("The list of pairs is empty. It needs the columns left, right and same.")
    table = csv.reader(lines, delimiter=max(",;\t", key=lines[0].count))
    places = _places(next(table))
    known = _rows_by_name(names)
    left: list[int] = []
    right: list[int] = []
    same: list[bool] = []
    for at, line in enumerate(table, start=2):
        if not line:
            continue
        if len(line) <= max(places):
            raise BadPairs(f"Line {at} of the list of pairs has {len(line)} columns: too few.")
        if len(left) == MOST:
            raise BadPairs(f"The list holds more than {MOST:,} pairs. Leave some out.")
        one, other, match = (line[place].strip() for place in places)
        left.append(_row(one, known, len(groups), at))
        right.append(_row(other, known, len(groups), at))
        same.append(_is_same(match, at))
    first, second, alike = np.array(left, int), np.array(right, int), np.array(same, bool)
    if fits is not None:
        both = fits[first] & fits[second]
        first, second, alike = first[both], second[both], alike[both]
    return _checked(first, second, alike, groups)


def _checked(
    left: Rows, right: Rows, same: NDArray[np.bool_], groups: NDArray[np.integer]
) -> Pairs:
    if not same.any() or same.all():
        what = "the same" if len(same) and same.all() else "different"
        told = (
            f"All {len(same):,} pairs of the list are {what}" if len(same) else "No pair is listed"
        )
        raise BadPairs(f"{told}: figures need pairs of both sorts.")
    own = np.where(groups < 0, -1 - np.arange(len(groups)), groups)
    both = np.stack([own[left], own[right]], axis=1)
    return Pairs(left, right, same, both, (int(same.sum()), int((~same).sum())))


def _places(header: Sequence[str]) -> list[int]:
    """Where left, right and same stand."""
    said = [name.strip().lower() for name in header]
    found = []
    for column, called in COLUMNS.items():
        place = next((said.index(name) for name in called if name in said), None)
        if place is None:
            raise BadPairs(
                f"The list of pairs has no column “{column}”; it has: {', '.join(header)}. The "
                "first line names the columns: left, right, same."
            )
        found.append(place)
    return found


def _rows_by_name(names: Sequence[str] | None) -> dict[str, int]:
    """Rows by whole names, and by a file's last part where one alone is called so."""
    if names is None:
        return {}
    whole = {name: row for row, name in enumerate(names)}
    last = [PurePosixPath(name).name for name in names]
    times = Counter(last)
    return {name: row for row, name in enumerate(last) if times[name] == 1} | whole


def _row(said: str, known: Mapping[str, int], count: int, line: int) -> int:
    if said in known:
        return known[said]
    if said.isascii() and said.isdecimal() and int(said[:12]) < count:
        return int(said)
    what = (
        f"a name of these pictures or a number below {count:,}"
        if known
        else (f"a row number from 0 to {count - 1:,}, as these points have no names")
    )
    raise BadPairs(f"Line {line} of the list of pairs: {said!r} is not {what}.")


def _is_same(said: str, line: int) -> bool:
    text = said.lower()
    if text not in YES + NO:
        raise BadPairs(f"Line {line} of the list of pairs: {said!r} is neither 1 nor 0.")
    return text in YES
