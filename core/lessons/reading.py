"""Lessons are read from YAML files, here and nowhere else; a new file shows up by itself.

One that is wrong breaks nothing: it is left out, and `broken_lessons` says which file, which place
in it, and what to do.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from yaml import YAMLError

from core import files
from core.errors import BadLesson, EmbedscopeError, UnknownName
from core.lessons.checks import check
from core.lessons.lesson import Lesson
from core.paths import lesson_folders
from core.stamps import Stamp, stamps
from core.typed_json import WrongType, typed
from core.yaml_text import read_yaml

LARGEST = 200_000
"""Bytes of a file."""


def lessons() -> dict[str, Lesson]:
    """Every lesson that can be read, by name, in the order of lists."""
    return _all()[0]


def broken_lessons() -> dict[str, str]:
    """Why the others cannot be read, by name: the file, the place in it, and what to do."""
    return _all()[1]


def lesson(name: str) -> Lesson:
    """The lesson called `name`; raises UnknownName, BadLesson."""
    known, broken = _all()
    if name in broken:
        raise BadLesson(broken[name])
    if name not in known:
        raise UnknownName("lesson", name, known)
    return known[name]


def lesson_from_text(text: str, *, name: str, place: str = "") -> Lesson:
    """From YAML; raises BadLesson, which names the place within it."""
    place = place or f"{name}.yaml"
    try:
        content = read_yaml(text)
        if isinstance(content, dict) and "name" in content:
            raise WrongType(f"{name}.yaml has the key 'name', which is the file's own")
        if isinstance(content, dict):
            content = {**content, "name": name}
        found = typed(Lesson, content, f"{name}.yaml", strict=True)
        check(found, f"{name}.yaml")
    except (YAMLError, WrongType, EmbedscopeError) as error:
        raise BadLesson(f"The lesson {place} cannot be read: {error}. Correct the file.") from error
    return found


def _all() -> tuple[dict[str, Lesson], dict[str, str]]:
    return _read_all(tuple(each for folder in lesson_folders() for each in stamps(str(folder))))


@lru_cache(maxsize=8)
def _read_all(written: tuple[Stamp, ...]) -> tuple[dict[str, Lesson], dict[str, str]]:
    """The lessons among these files, and why others are none."""
    found: dict[str, Lesson] = {}
    broken: dict[str, str] = {}
    for path in (Path(name) for name, *_ in written if name.endswith(".yaml")):
        name = path.stem
        if name in found or name in broken:
            broken[f"{name} ({path.parent})"] = (
                f"The lesson {path} is called as another one. Give the file another name."
            )
            continue
        try:
            found[name] = _read(path)
        except BadLesson as error:
            broken[name] = str(error)
    order = sorted(found.values(), key=lambda each: (each.order, each.name))
    return {each.name: each for each in order}, broken


def _read(path: Path) -> Lesson:
    try:
        if path.stat().st_size > LARGEST:
            raise BadLesson(f"The lesson {path.name} has more than {LARGEST:,} bytes. Shorten it.")
        text = files.read_text(path)
    except (OSError, EmbedscopeError) as error:
        raise BadLesson(
            f"The lesson {path.name} cannot be read: {error}. Correct the file."
        ) from error
    return lesson_from_text(text, name=path.stem, place=f"{path.parent.name}/{path.name}")
