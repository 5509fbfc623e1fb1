"""Tasks: what a recipe can train for. A file here is in the registry: its name is the task's name.

Each file defines, light to import (no torch at its top),

    HISTORY    the columns that its runs log, "step" first: a tuple of texts, written out
    Settings   a frozen dataclass, a kind of core.training.recipe.Asked: all that its recipes state
    train(runs, *, progress, stop, save_every) -> bool

`train` trains the runs of one job to their end, from where their folders stand, and returns False
where `stop()` ended it before; trained on after that, or after a kill, a run comes to the same
result as if nothing had happened. `progress(step, steps, message)` is called at every step. States
to go on from are written under `resume/`, at least every `save_every` seconds. The last thing that
is written is the card (`core.training.card`), with "metrics" and a "verdict".

What every task shares: `core.training.recipe` (sections of recipes), `writer` (a run's files),
`schedules`, `device`, `card`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.errors import BadRecipe
from core.registry import Entry, entries, find

if TYPE_CHECKING:
    from core.training.recipe import Asked
    from core.training.runs import Run

PACKAGE = "core.training.tasks"
DEFAULT = "embed"
SAVE_EVERY = 30.0  # seconds between two states that a killed run can go on from

Progress = Callable[[int, int, str], None]


def names() -> list[str]:
    """The tasks that there are."""
    return list(entries(PACKAGE))


def settings(task: str) -> type[Asked]:
    """The dataclass of a task's recipes; raises UnknownName."""
    kind: type[Asked] = _entry(task).load().Settings
    return kind


def history(task: str) -> tuple[str, ...]:
    """The columns that a task's runs log, read without importing it; raises UnknownName."""
    columns: tuple[str, ...] = _entry(task).constants["HISTORY"]
    return columns


def train(
    runs: Sequence[Run],
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
    save_every: float = SAVE_EVERY,
) -> bool:
    """Train the runs of a job, as their task does it; False where it was stopped before the end.

    Raises BadRecipe where the runs are of different tasks, and whatever the task raises.
    """
    asked = {run.recipe().task for run in runs}
    if len(asked) != 1:
        raise BadRecipe(
            f"A job trains runs of one task, not of {', '.join(sorted(asked))}. Submit them apart."
        )
    task = _entry(asked.pop()).load()
    done: bool = task.train(runs, progress=progress, stop=stop, save_every=save_every)
    return done


def _entry(task: str) -> Entry:
    return find(PACKAGE, "task", task)
