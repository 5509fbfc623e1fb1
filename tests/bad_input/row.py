"""A row of the table: a file that is wrong in one way, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

PHOTO, UPLOAD, ENCODER, PAIRS, RECIPE, CARD = (
    "photo",
    "upload",
    "encoder",
    "pairs",
    "recipe",
    "card",
)
Content = bytes | Callable[[], bytes]


@dataclass(frozen=True)
class Row:
    """A file that is wrong, and the words of the sentence that answers it."""

    what: str
    kind: str
    """Which doors it can come in by."""
    name: str
    content: Content
    says: str
    """A pattern that is found in the sentence, whatever its case."""

    @property
    def made(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else self.content()


def rows(kind: str, found: Mapping[str, tuple[str, Content, str]]) -> list[Row]:
    """The rows of a table: by what is wrong, the file's name, its content and the words."""
    return [Row(what, kind, *told) for what, told in found.items()]
