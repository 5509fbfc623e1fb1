"""What everybody trained in a step: the mean over seeds, one recipe's gain on the other, or the
deviation between seeds.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import RunBroken, UnknownName
from core.metrics.metric import Metric
from core.metrics.student import deviation, spread

WHAT = ("mean", "deviation", "gain", "seeds")


@dataclass(frozen=True)
class Asked:
    """Of which lesson's step, and of which of its recipes, by title."""

    lesson: str
    step: str
    what: str = "mean"
    recipe: str = ""


def measure(asked: Asked) -> Metric:
    """Raises RunBroken while nothing is trained that could tell it."""
    from core.lessons.reading import lesson
    from core.lessons.study import gain, seed_runs

    if asked.what not in WHAT:
        raise UnknownName("what is told of trained runs", asked.what, WHAT)
    found = lesson(asked.lesson)
    step = found.step(asked.step)
    done = [each for each in seed_runs(found, step) if each.done]
    if not done or step.training is None:
        raise RunBroken("Nothing was trained in this step yet: its figures come with the runs.")
    if asked.what == "seeds":
        return Metric(len(done))
    if asked.what == "gain":
        return gain(done, step.training) or Metric(None)
    return _of(asked, [each.values[asked.recipe] for each in done if asked.recipe in each.values])


def _of(asked: Asked, values: list[float]) -> Metric:
    mean = spread(values)
    return mean if asked.what == "mean" else Metric(deviation(mean))
