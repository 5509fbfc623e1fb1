"""What makes no sense in a lesson, found before anybody opens it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.lessons import measures
from core.lessons.claims import CLAIM, named
from core.lessons.lesson import CHOICE, KINDS, NUMBER, ORDER, Lesson, Picture, Question, Step
from core.lessons.texts import figures_in
from core.recipes.recipe import changed, load_recipe
from core.typed_json import WrongType

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FIGURE = re.compile(r"[a-z][a-z0-9_]*")
PICTURES: dict[str, int | None] = {
    "race": None,
    "curves": None,
    "matrix": 1,
    "sureness": 1,
    "accuracies": None,
    "outcomes": 2,
    "collapse": 0,
}
"""The kinds of pictures, and how many runs each takes; None: one or more."""
MOST_STEPS = 40


def check(lesson: Lesson, place: str) -> None:
    """Raise WrongType with the place of what is wrong, or what a figure or a recipe raises."""
    if not lesson.steps:
        raise WrongType(f"{place} has no steps: name some")
    if len(lesson.steps) > MOST_STEPS:
        raise WrongType(f"{place} has {len(lesson.steps)} steps, and {MOST_STEPS} are the most")
    for name, content in lesson.figures.items():
        if not FIGURE.fullmatch(name):
            raise WrongType(f"{place}.figures.{name}: a figure's name has small letters, digits, _")
        measures.asked(content, f"{place}.figures.{name}")
    for at, step in enumerate(lesson.steps):
        _step(lesson, step, f"{place}.steps[{at}]")
    names = list(lesson.step_names)
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise WrongType(f"{place} has two steps called {twice!r}")


def _step(lesson: Lesson, step: Step, place: str) -> None:
    if not NAME.fullmatch(step.name):
        raise WrongType(f"{place}.name must be small letters, digits and dashes, not {step.name!r}")
    if not (step.text or step.question or step.pictures or step.training):
        raise WrongType(f"{place} is empty: give it a text, a question, pictures or a training")
    if step.question:
        _question(lesson, step.question, f"{place}.question")
    for at, picture in enumerate(step.pictures):
        _picture(picture, f"{place}.pictures[{at}]")
    for entrant in step.training.recipes if step.training else ():
        changed(load_recipe(entrant.recipe), dict(entrant.set))
    if step.training and not step.training.recipes:
        raise WrongType(f"{place}.training.recipes is empty: name one or more")
    for claim in step.claims:
        if not CLAIM.fullmatch(claim):
            raise WrongType(f"{place}.claims: {claim!r} is not two figures with <, > or = between")
    for name, where in _figures_of(step, place):
        if name not in lesson.figures:
            known = ", ".join(lesson.figures) or "none"
            raise WrongType(f"{where} names the figure {name!r}; known: {known}")


def _figures_of(step: Step, place: str) -> Iterator[tuple[str, str]]:
    """The figures that a step names, and where."""
    for part in ("text", "explanation"):
        yield from ((name, f"{place}.{part}") for name in figures_in(getattr(step, part)))
    for picture in step.pictures:
        yield from ((name, f"{place}.pictures") for name in figures_in(picture.caption))
    for claim in step.claims:
        yield from ((name, f"{place}.claims") for name in named(claim))
    if step.question:
        asked = step.question
        told = [asked.ask, *asked.choices, *asked.why.values()]
        yield from ((n, f"{place}.question") for text in told for n in figures_in(text))


def _question(lesson: Lesson, asked: Question, place: str) -> None:
    if asked.kind not in KINDS:
        raise WrongType(f"{place}.kind must be one of {', '.join(KINDS)}, not {asked.kind!r}")
    if asked.kind == CHOICE:
        if len(set(asked.choices)) < 2 or len(set(asked.choices)) < len(asked.choices):
            raise WrongType(f"{place}.choices must be two or more that differ")
        for name, chosen in (("right", [asked.right]), ("why", list(asked.why))):
            if unknown := [each for each in chosen if each not in asked.choices]:
                raise WrongType(f"{place}.{name} is none of the choices: {unknown[0]!r}")
    if asked.kind == NUMBER:
        _known(lesson, asked.figure, f"{place}.figure")
        if not asked.low < asked.high:
            raise WrongType(f"{place}.low must lie below {place}.high")
    if asked.kind == ORDER:
        texts = {item.text for item in asked.items}
        if len(texts) < 2 or len(texts) < len(asked.items):
            raise WrongType(f"{place}.items must be two or more that differ")
        for at, item in enumerate(asked.items):
            _known(lesson, item.figure, f"{place}.items[{at}].figure")


def _known(lesson: Lesson, figure: str, place: str) -> None:
    if figure not in lesson.figures:
        known = ", ".join(lesson.figures) or "none"
        raise WrongType(f"{place} is {figure!r}, which is no figure of the lesson; known: {known}")


def _picture(picture: Picture, place: str) -> None:
    if picture.kind not in PICTURES:
        known = ", ".join(PICTURES)
        raise WrongType(f"{place}.kind must be one of {known}, not {picture.kind!r}")
    wanted, given = PICTURES[picture.kind], len(picture.runs)
    if (wanted is None and not given) or (wanted is not None and given != wanted):
        needs = "one run or more" if wanted is None else f"{wanted} runs"
        raise WrongType(f"{place}.runs: the picture {picture.kind} takes {needs}, not {given}")
    if picture.titles and len(picture.titles) != given:
        raise WrongType(f"{place}.titles must be one for each run")
    if picture.marked and len(picture.marked) != 2:
        raise WrongType(f"{place}.marked must be the true and the predicted class")
    if not picture.caption:
        raise WrongType(f"{place} lacks caption: how the picture is read")
