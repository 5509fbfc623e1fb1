"""Tasks: what a recipe can train for. A folder here is in the registry under its name.

Each `__init__.py` defines, light to import (no torch at its top),

    HISTORY    the columns that its runs log, "step" first: a tuple of texts, written out
    Settings   a frozen dataclass, a kind of core.recipes.recipe.Recipe: all that its recipes state
    train(runs, *, progress, stop, save_every) -> bool

`train` trains the runs of one job to their end, from where their folders stand, and returns False
where `stop()` ended it before; trained on after that, or after a kill, a run comes to the same
result as if nothing had happened. `progress(step, steps, message)` is called at every step. States
to go on from are written under `resume/`, at least every `save_every` seconds. The last thing that
is written is the card (`core.runs.card`), with "metrics" and a "verdict".

What every task shares: `core.recipes.recipe` (sections of recipes), `writer` (a run's files),
`schedules`, `device`, `card`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from core.errors import BadRecipe
from core.progress import Progress
from core.recipes.kinds import task_entry

if TYPE_CHECKING:
    from core.runs.run import Run

SAVE_EVERY = 30.0  # seconds between two states that a killed run can go on from


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
    task = task_entry(asked.pop()).load()
    done: bool = task.train(runs, progress=progress, stop=stop, save_every=save_every)
    return done
