"""What a lesson is. `reading.py` reads it from its file; docs/teachers.md says how to write one.

A step is seen in this order: its text; what is shown `before`; a question, which is answered before
anything that follows is drawn; the runs that the reader trains; pictures; what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.metrics.metric import Metric

CHOICE, NUMBER, ORDER = "choice", "number", "order"
KINDS = (CHOICE, NUMBER, ORDER)
Answer = str | float | tuple[str, ...]
"""What somebody predicts: one of the choices, a number, or all items in an order."""


@dataclass(frozen=True)
class Item:
    """One of those that are put in order, and the figure that decides where it belongs."""

    text: str
    figure: str


@dataclass(frozen=True)
class Question:
    """What the reader predicts before the picture appears."""

    ask: str
    kind: str = CHOICE
    choices: tuple[str, ...] = ()
    right: str = ""
    """Which of the choices is."""
    why: Mapping[str, str] = field(default_factory=dict)
    """By choice, what is said to who chose it."""
    figure: str = ""
    """Of a number: the measured one."""
    low: float = 0.0
    high: float = 1.0
    within: float = 0.0
    """Of a number: how far from it is still near."""
    unit: str = ""
    items: tuple[Item, ...] = ()
    largest_first: bool = True


@dataclass(frozen=True)
class Picture:
    """One picture, of a kind that `pages/lessons/pictures/` draws, and how it is read."""

    kind: str
    caption: str
    runs: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    """What the runs are called here, one each; else as everywhere."""
    columns: tuple[str, ...] = ()
    """Of curves: which columns of the histories."""
    by: str = "rows"
    """Of a matrix: counts, rows or columns."""
    marked: tuple[str, ...] = ()
    """Of a matrix: a cell, by the true and the predicted class."""
    before: bool = False
    """Whether it stands above the question."""


@dataclass(frozen=True)
class Entrant:
    """A locked recipe: a shipped one's name, what it is called here, and what is changed in it."""

    recipe: str
    title: str
    set: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Training:
    """What each reader trains, with a seed that nobody else in the class has."""

    recipes: tuple[Entrant, ...]
    figure: str = "test/accuracy"
    """The metric by which the class's runs are read together."""


@dataclass(frozen=True)
class PageLink:
    """A page with its settings in the address."""

    page: str
    label: str
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One step; its name stands in links and beside answers."""

    name: str
    title: str
    text: str = ""
    question: Question | None = None
    pictures: tuple[Picture, ...] = ()
    training: Training | None = None
    explanation: str = ""
    claims: tuple[str, ...] = ()
    """What the explanation says as comparisons of figures, such as `loss < margin`: where one does
    not hold, the step says so."""
    link: PageLink | None = None
    paper: str = ""


@dataclass(frozen=True)
class Lesson:
    """A lesson; `name` is the file's name."""

    name: str
    title: str
    about: str
    steps: tuple[Step, ...]
    order: int = 50
    minutes: int | None = None
    level: str = ""
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By the name that texts and questions use, what is measured (core/lessons/measures)."""

    @property
    def step_names(self) -> tuple[str, ...]:
        """In their order."""
        return tuple(step.name for step in self.steps)

    def step(self, name: str) -> Step:
        """The step of that name; the first where there is none (a link may be of earlier)."""
        return next((step for step in self.steps if step.name == name), self.steps[0])


Figures = Mapping[str, Metric]
"""What a lesson's figures came to, by their names."""
