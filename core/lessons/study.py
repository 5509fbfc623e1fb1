"""A class's runs as one study: the same locked recipes, a seed each, and how far those agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.errors import EmbedscopeError
from core.jobs.jobs import jobs
from core.lessons.kept import Event, runs_of_all
from core.lessons.lesson import Entrant, Lesson, Step, Training
from core.metrics.metric import Metric
from core.metrics.student import spread
from core.recipes.recipe import Recipe, changed, load_recipe
from core.runs.run import Run
from core.sweeps.repeats import difference


@dataclass(frozen=True)
class SeedRun:
    """What one seed came to: by an entrant's title, the run and its figure."""

    seed: int
    mine: bool
    values: Mapping[str, float]
    runs: Mapping[str, Run]
    done: bool = True


def locked(entrants: Sequence[Entrant], *, seed: int) -> list[Recipe]:
    """The recipes as everybody trains them, but for the seed."""
    return [
        changed(load_recipe(each.recipe), {**each.set, "seed": seed, "title": each.title})
        for each in entrants
    ]


def seed_runs(lesson: Lesson, step: Step) -> list[SeedRun]:
    """What everybody trained in a step, by seed; those that are not done have no values yet."""
    training = step.training
    if training is None:
        return []
    told = [(mine, each) for mine, each in runs_of_all(lesson.name) if each.step == step.name]
    found = [_seed_run(training, event, mine=mine) for mine, event in told]
    return sorted((each for each in found if each), key=lambda each: each.seed)


def _seed_run(training: Training, event: Event, *, mine: bool) -> SeedRun | None:
    """None where the job was deleted, or cannot be read."""
    try:
        state = jobs().state(event.job)
    except EmbedscopeError:
        return None
    titles = [each.title for each in training.recipes]
    if len(state.runs) != len(titles) or event.seed is None:
        return None
    runs = dict(zip(titles, state.runs, strict=True))
    values = {title: v for title, run in runs.items() if (v := _value(run, training)) is not None}
    return SeedRun(event.seed, mine, values, runs, len(values) == len(titles))


def _value(run: Run, training: Training) -> float | None:
    try:
        card = run.card
    except EmbedscopeError:
        return None
    return None if card is None else card.value(training.figure)


def summary(found: Iterable[SeedRun], training: Training) -> dict[str, Metric]:
    """Each recipe over the seeds that are done, by its title: the mean with its t-interval."""
    done = [each for each in found if each.done]
    titles = [each.title for each in training.recipes]
    return {title: spread([each.values[title] for each in done]) for title in titles}


def gain(found: Iterable[SeedRun], training: Training) -> Metric | None:
    """How much more the second recipe has than the first, seed by seed, with the t-interval of
    that mean; None where there are not two recipes.
    """
    if len(training.recipes) != 2:
        return None
    done = [each for each in found if each.done]
    first, second = (
        {str(each.seed): each.values[entrant.title] for each in done}
        for entrant in training.recipes
    )
    return difference(second, first)
