"""card.json: the one reader, of schema 1 and 2, and the one writer, of schema 2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core import files
from core.errors import Unreadable
from core.recipes.earlier import with_todays_entries
from core.runs.card import SCHEMA, RunCard
from core.runs.earlier import translated
from core.typed_json import WrongType, plain, typed

NAME = "card.json"


def read_card(path: Path) -> RunCard:
    """The card of a run, whatever version wrote it.

    Raises Unreadable where the file is missing, cut off, no table, or of a schema that this
    version does not know.
    """
    return card_of(files.read_json(path))


def card_of(content: dict[str, Any]) -> RunCard:
    """The card from what its file holds; raises Unreadable."""
    schema = schema_of(content)
    if type(schema) is not int or schema not in (1, SCHEMA):
        raise Unreadable(
            f"{NAME} is of schema {schema!r}, and this version reads 1 to {SCHEMA}. It was written "
            "by a newer version: update Embedscope"
        )
    known = with_todays_entries(translated(content) if schema == 1 else content)
    try:
        return typed(RunCard, {k: v for k, v in known.items() if k != "schema"}, NAME)
    except WrongType as error:
        raise Unreadable(str(error)) from error


def schema_of(content: dict[str, Any]) -> Any:
    """The schema that a card states; the first stated none."""
    return content.get("schema", 1)


def write_card(path: Path, card: RunCard) -> None:
    """Write it, atomically."""
    files.write_json(path, table_of(card))


def table_of(card: RunCard) -> dict[str, Any]:
    """As card.json holds it."""
    table: dict[str, Any] = plain(card)
    return {"schema": SCHEMA, **table}
