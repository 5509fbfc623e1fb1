"""The kinds of recipe there are: what each task of `core/tasks` lets one ask, and what it logs.

Read from the folder by name, so nothing here imports a task before a recipe of it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.registry import Entry, entries, find

if TYPE_CHECKING:
    from core.recipes.recipe import Recipe

TASKS = "core.tasks"
DEFAULT = "embed"


def task_names() -> list[str]:
    """The tasks that there are."""
    return list(entries(TASKS))


def settings_of(task: str) -> type[Recipe]:
    """The dataclass of a task's recipes; raises UnknownName."""
    kind: type[Recipe] = task_entry(task).load().Settings
    return kind


def history_of(task: str) -> tuple[str, ...]:
    """The columns that a task's runs log, where written out read without importing it; raises
    UnknownName.
    """
    entry = task_entry(task)
    columns: tuple[str, ...] = entry.constants.get("HISTORY") or entry.load().HISTORY
    return columns


def searched_of(task: str) -> dict[str, str]:
    """The validation figures that trainings of a task are chosen by, best known first, each with
    the history's column that follows it ("": measured at the end alone); raises UnknownName.
    """
    entry = task_entry(task)
    found: dict[str, str] = entry.constants.get("SEARCHED") or entry.load().SEARCHED
    return found


def task_entry(task: str) -> Entry:
    """The task's place in the registry; raises UnknownName."""
    return find(TASKS, "task", task)
