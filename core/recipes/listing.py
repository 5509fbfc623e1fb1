"""All settings of all tasks: what `--help`, `python -m core settings` and the docs are made of."""

from __future__ import annotations

from dataclasses import dataclass

from core.recipes.kinds import settings_of, task_names
from core.recipes.recipe import UNSAID
from core.settings import Listed, listed


@dataclass(frozen=True)
class Shared:
    """A setting, and the tasks that have it with the same words and default."""

    setting: Listed
    tasks: tuple[str, ...]


def settings_of_task(task: str) -> list[Listed]:
    """What a recipe of the task may state, but for what it says about itself; raises
    UnknownName.
    """
    return listed(settings_of(task), without=UNSAID)


def shared_settings() -> list[Shared]:
    """Every setting of every task once, with the tasks that have it, in the order in which tasks
    name them, section by section.
    """
    found: dict[tuple[str, str, str], list[tuple[Listed, str]]] = {}
    for task in task_names():
        for each in settings_of_task(task):
            found.setdefault((each.key, repr(each.about), each.usual), []).append((each, task))
    sections = list(dict.fromkeys(members[0][0].section for members in found.values()))
    rows = [Shared(m[0][0], tuple(task for _, task in m)) for m in found.values()]
    return sorted(rows, key=lambda row: sections.index(row.setting.section))


def features() -> dict[str, tuple[str, ...]]:
    """By dotted name, the tasks that have a setting of that name, whatever its default."""
    found: dict[str, list[str]] = {}
    for row in shared_settings():
        found.setdefault(row.setting.key, []).extend(row.tasks)
    return {key: tuple(task for task in task_names() if task in had) for key, had in found.items()}
