"""Brings the files of a run to today's schema and names; each is written atomically, or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core import files
from core.errors import EmbedscopeError
from core.recipes.earlier import with_todays_entries
from core.recipes.recipe import recipe_from_text, recipe_to_text
from core.runs.card import SCHEMA
from core.runs.card_file import NAME, card_of, schema_of, write_card


@dataclass(frozen=True)
class Migrated:
    """What became of a run: the files that were written anew, and what is wrong with it."""

    folder: Path
    written: tuple[str, ...] = ()
    problem: str = ""


def migrate(folder: Path) -> Migrated:
    """Bring a run to today's files. Done a second time it changes nothing.

    A file that cannot be read stays as it is and is told; the others are migrated all the same.
    """
    written, wrong = [], []
    for name, way in (("recipe.yaml", _recipe), (NAME, _card)):
        try:
            if way(folder / name):
                written.append(name)
        except EmbedscopeError as error:
            wrong.append(str(error).rstrip("."))
    return Migrated(folder, tuple(written), ". ".join(wrong) and f"{'. '.join(wrong)}.")


def _card(path: Path) -> bool:
    """Whether it was written: a run that is not finished has none."""
    if not files.is_there(path):
        return False
    content = files.read_json(path)
    card = card_of(content)
    if schema_of(content) == SCHEMA and with_todays_entries(content) == content:
        return False
    write_card(path, card)
    return True


def _recipe(path: Path) -> bool:
    """Whether it was written, by the reader and the writer of every recipe: in today's names.

    Where the words are today's already, or a person's own way to write them, it stays as it is.
    """
    text = files.read_text(path)
    recipe = recipe_from_text(text)
    fresh = recipe_to_text(recipe)
    if not _in_other_words(text, fresh):
        return False
    files.write_text(path, fresh)
    return True


def _in_other_words(text: str, fresh: str) -> bool:
    """Whether a setting or a net stands there under a name that today's writer does not give it."""
    from core.settings import dotted
    from core.yaml_text import read_yaml

    stated = read_yaml(text)
    return with_todays_entries(stated) != stated or not set(dotted(stated)) <= set(
        dotted(read_yaml(fresh))
    )
