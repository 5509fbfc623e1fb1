"""Tables for spreadsheets, in which a text stays a text.

Excel, LibreOffice and Google Sheets take a cell that begins with = + - @ (or a tab or line end
before it) for a formula, which can run commands or send what stands in other cells elsewhere
(OWASP, "CSV Injection"). A quote in front keeps it a text. Numbers are left as they are, negative
ones too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import Any, Protocol

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell begins with that is no plain text; the wide signs of East Asian scripts count too."""
FIRST = frozenset(FORMULA) | {" "}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?%?|[+-]?(inf|nan)", re.IGNORECASE)
CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
"""Signs that no table needs, which some readers stumble over."""


class Out(Protocol):
    """What is written to: a file, or a text in memory."""

    def write(self, text: str, /) -> object:
        """Write some of it."""


def cell(value: Any) -> Any:
    """A value as a table may hold it: texts that look like formulas get a quote in front."""
    if not isinstance(value, str):
        return value
    if value.isprintable() and value[:1] not in FIRST:  # nearly all
        return value
    text = value.translate(CONTROL)
    if text.lstrip(" ").startswith(FORMULA) and not NUMBER.fullmatch(text.strip()):
        return f"'{text}"
    return text


class Table:
    """As the standard library's `csv.writer`, whose every cell goes through `cell`."""

    def __init__(self, out: Out, *, lineterminator: str = "\n", delimiter: str = ",") -> None:
        self._writer = csv.writer(out, lineterminator=lineterminator, delimiter=delimiter)

    def writerow(self, row: Iterable[Any]) -> None:
        """One line."""
        self._writer.writerow([cell(value) for value in row])

    def writerows(self, rows: Iterable[Iterable[Any]]) -> None:
        """Many."""
        for row in rows:
            self.writerow(row)
