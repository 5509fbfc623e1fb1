"""Get a run's card: what was trained on which images, every figure with its 95 % interval and n,
and the verdict in words.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.agents.arguments import RunName, figure, run_called
from core.agents.caller import page
from core.metrics.metric import Metric
from core.runs.find import run_key
from core.runs.standing import title_of

TITLE = "Get a run's card"
WRITES = False
CLASSES = 40
"""Named at most."""


@dataclass(frozen=True)
class Card:
    """A finished run."""

    name: str
    title: str
    task: str
    recipe: str
    seed: int
    learner: str
    device: str
    seconds: float
    data: str
    images: dict[str, int]
    """By split."""
    classes: list[str]
    classes_in_all: int
    metrics: dict[str, Metric]
    over_seeds: dict[str, Metric]
    """Means of the same recipe with several seeds; n is how many."""
    verdict: str
    page: str


def answer(run: RunName) -> Card:
    """The card of a run; raises UnknownName, RunBroken."""
    known = run_called(run)
    card = known.finished()
    data = card.data
    return Card(
        name=run_key(known),
        title=title_of(known),
        task=card.task,
        recipe=card.recipe,
        seed=card.seed,
        learner=card.learner,
        device=card.device,
        seconds=card.seconds,
        data=data.name,
        images={"train": data.train, "validation": data.validation, "test": data.test},
        classes=list(data.classes[:CLASSES]),
        classes_in_all=len(data.classes),
        metrics={name: figure(each) for name, each in card.metrics.items()},
        over_seeds={name: figure(each) for name, each in card.over_seeds.items()},
        verdict=card.verdict,
        page=page("models", run=run_key(known)),
    )
