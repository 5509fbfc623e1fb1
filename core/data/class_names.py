"""Names of classes: as people say them, and in the order in which people count."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

UNLABELLED = ("no class",)
"""The classes of a data set that has none: all its images carry this one."""
_NUMBERED = re.compile(r"\d+[.\s_-]+(?=\D)(.+)")
_DIGITS = re.compile(r"(\d+)")


def spoken(classes: Sequence[str]) -> tuple[str, ...]:
    """The names without the numbers that folders are ordered by: "075.Green_Jay" is "Green Jay".

    As they stand where not every one is numbered, or two would be called the same.
    """
    found = [_NUMBERED.fullmatch(name) for name in classes]
    said = tuple(match[1].replace("_", " ").strip() for match in found if match)
    return said if len(set(said)) == len(classes) else tuple(classes)


def class_name(value: Any) -> str:
    """What a class of any kind of value is called: 1.0 is "1", and one name however its accents
    are coded (a Mac splits them from their letters); "" where none is known (None, "", NaN).
    """
    if value is None or value != value:  # noqa: PLR0124 (NaN)
        return ""
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    number = getattr(value, "item", lambda: value)()  # of numpy's
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    return unicodedata.normalize("NFC", str(number)).strip()


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Different names in the order in which people count: 2 before 10, "a2" before "a10"."""
    return tuple(sorted(set(names), key=_counted))


def _counted(name: str) -> tuple[bool, float, list[tuple[int, str]], str]:
    """Numbers by their value and before texts, in which digits count as a number."""
    try:
        value, text = float(name), False
    except ValueError:
        value, text = 0.0, True
    if not math.isfinite(value):  # "nan" and "inf" are words here
        value, text = 0.0, True
    parts = [(0, part.casefold()) for part in _DIGITS.split(name)]
    for at in range(1, len(parts), 2):  # digits: of two numbers the longer one is larger
        digits = parts[at][1].lstrip("0")
        parts[at] = (len(digits), digits)
    return text, value, parts, name
