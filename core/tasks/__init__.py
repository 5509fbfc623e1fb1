"""Tasks: what a recipe can train for. A folder here is in the registry under its name.

Each `__init__.py` defines, light to import (no torch at its top),

    HISTORY    the columns that its runs log, "step" first: a tuple of texts, written out
    SEARCHED   the validation figures by which a sweep chooses, the usual one first, each with the
               column of the history that follows it ("": it is measured at the end alone)
    Settings   a frozen dataclass, a kind of core.recipes.recipe.Recipe: all that its recipes state

and each `task.py` what `core.training.task` asks for: what is particular to the task. All else is
the Trainer's (`core.training.trainer`), the same for every task.

What does not make sense in a recipe is said before anything starts, in one list. What a single
setting can say comes from its own words (`core.settings`); what needs several of them, or the data,
a task says in the file `problems.py` of its folder: `problems(recipe)`, light to import, a sentence
with the remedy each. What became of a run a task says in its `diagnosis.py`: `verdict(run, card)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING

from core.data.asked import missing as not_here
from core.data.catalogue import entry, fetchable, how_to_get
from core.errors import BadRecipe, Stopped
from core.progress import Progress
from core.recipes.kinds import task_entry
from core.recipes.recipe import PLACE, Recipe
from core.recipes.repeats import asks_for_several, wrong_repeats
from core.settings import problems_of

if TYPE_CHECKING:
    from core.runs.run import Run
    from core.training.trainer import Trainer

SAVE_EVERY = 30.0  # seconds between two states that a killed run can go on from


def train(
    runs: Sequence[Run],
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
    save_every: float = SAVE_EVERY,
    tell: Callable[[Mapping[str, float]], None] = lambda _: None,
) -> bool:
    """Train the runs of a job to their end, from where their folders stand.

    Runs that go together race, step by step over the same batches; others train one after the
    other. False where `stop()`, which is asked before each step, ended it before; trained on after
    that, or after a kill, a run comes to the same result as if nothing had happened.
    `progress(step, steps, message)` is called at every step, `tell(row)` with every row of a
    history. States to go on from are written under `resume/`, at least every `save_every` seconds;
    the last thing that is written is the card.

    Raises BadRecipe where the runs are of different tasks or their recipe makes no sense, and the
    data's errors, before the first step.
    """
    from core.training.memory import keep_memory
    from core.training.parallel.processes import processes
    from core.training.race import race

    recipes = [run.recipe() for run in runs]
    asked = {recipe.task for recipe in recipes}
    if len(asked) != 1:
        raise BadRecipe(
            f"A job trains runs of one task, not of {', '.join(sorted(asked))}. Submit them apart."
        )
    if any(map(asks_for_several, recipes)):
        raise BadRecipe(
            "A run has one seed, fold and held-out class. Submit the recipe as a job: that trains "
            "each of them."
        )
    known = task_entry(asked.pop())
    task = known.part("task")
    if task is None:
        raise BadRecipe(f"The task {known.name} has no task.py yet: it cannot be trained.")
    keep_memory()
    several = processes()
    groups = [list(runs)] if task.together(recipes) else [[run] for run in runs]
    for number, group in enumerate(groups):
        if several.from_first(partial(_finished, group)):
            continue
        count = _counting(progress, number, len(groups))
        trainers = _trainers(task, group, progress=count, stop=stop)
        if trainers is None:
            return False
        for trainer in trainers:
            trainer.writer.tell = tell
        ends = partial(several.from_first, stop)
        if not race(trainers, progress=count, stop=ends, save_every=save_every):
            return False
    return True


def _finished(runs: Sequence[Run]) -> bool:
    return all(run.card for run in runs)


def _trainers(
    task: ModuleType, runs: Sequence[Run], *, progress: Progress, stop: Callable[[], bool]
) -> list[Trainer] | None:
    """Of runs that go together; None where they were stopped before.

    The first of several processes has its own before the others begin with theirs: what it fetches
    or keeps for later use is there for them.
    """
    from core.training.parallel.processes import processes
    from core.training.trainer import Trainer

    def make() -> list[Trainer] | None:
        try:
            return [Trainer(t.run, t) for t in task.tasks(runs, progress=progress, stop=stop)]
        except Stopped:
            return None

    first = make() if processes().first else []
    goes_on = processes().from_first(lambda: first is not None)
    if not goes_on:
        return None
    return first if processes().first else make()


def train_recipe(recipe: Recipe, name: str, *, progress: Progress = lambda *_: None) -> Run:
    """Train a recipe in the folder `name` of the runs, or go on there: the finished run.

    What was trained already is not trained again, whatever the recipe. Raises as `train`.
    """
    from core.paths import runs_folder
    from core.runs.run import Run
    from core.runs.writer import RunWriter

    run = Run(runs_folder() / name)
    if not run.folder.is_dir():
        RunWriter(run).begin(recipe)
    train([run], progress=progress)
    return run


def say_anew(run: Run) -> tuple[str, str]:
    """What the card of a finished run said became of it, and what the rules of today say, from the
    run's own files; it is written only where that differs.

    A run without a card, and one of a task without a `diagnosis.py`, stays as it is. Raises
    RunBroken where a file that decides cannot be read.
    """
    from core.runs.card_file import NAME, write_card

    card = run.card
    words = task_entry(card.task).part("diagnosis") if card else None
    if card is None or words is None:
        return ("", "") if card is None else (card.verdict, card.verdict)
    said: str = words.verdict(run, card)
    if said != card.verdict:
        write_card(run.folder / NAME, replace(card, verdict=said))
    return card.verdict, said


def _counting(progress: Progress, number: int, groups: int) -> Progress:
    """Progress over all groups, of which one is under way."""
    if groups == 1:
        return progress

    def tell(step: int, steps: int, message: str) -> None:
        which = f"{number + 1} of {groups}: {message}"
        progress(number * steps + step, groups * steps, which)

    return tell


def problems(recipe: Recipe, *, fetched: bool = False) -> list[str]:
    """A sentence each; the training itself would refuse the same, or come to nothing.

    Where single settings are wrong they alone are told: the rest is judged once those are mended.
    With `fetched` nothing is said of data sets that are not here and can be fetched before it.
    """
    alone = problems_of(recipe, PLACE)
    return alone or [*_together(recipe), *_missing(recipe, fetched)]


def refuse(recipe: Recipe, *, missing: bool = True) -> None:
    """Raises BadRecipe with all that does not make sense, `missing` data sets among it."""
    wrong = problems(recipe) if missing else problems_of(recipe, PLACE) or _together(recipe)
    if wrong:
        raise BadRecipe("\n".join(wrong))


def _missing(recipe: Recipe, fetched: bool) -> Iterator[str]:
    for known in map(entry, not_here(recipe)):
        if not (fetched and fetchable(known)):
            yield f"The data set {known.name} is not on this machine. {how_to_get(known)}"


def _together(recipe: Recipe) -> list[str]:
    told = task_entry(recipe.task).part("problems")
    say: Callable[[Recipe], list[str]] = getattr(told, "problems", lambda _: [])
    return [*wrong_repeats(recipe), *say(recipe)]
