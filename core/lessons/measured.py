"""The figures of a lesson, measured when they are shown, and what is right in its questions."""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import EmbedscopeError
from core.lessons.claims import named
from core.lessons.lesson import CHOICE, NUMBER, Answer, Figures, Lesson, Question, Step
from core.lessons.measures import measure
from core.lessons.texts import figures_in
from core.metrics.metric import Metric


def figures_of(lesson: Lesson, step: Step) -> tuple[dict[str, Metric], list[str]]:
    """What the step shows and compares, by name; and why others could not be measured."""
    found: dict[str, Metric] = {}
    wrong: list[str] = []
    for name in dict.fromkeys(_named(step)):
        try:
            found[name] = measure(lesson.figures[name], f"{lesson.name}.figures.{name}")
        except EmbedscopeError as error:
            wrong.append(str(error))
    return found, list(dict.fromkeys(wrong))


def _named(step: Step) -> Iterable[str]:
    texts = [step.text, step.explanation, *(picture.caption for picture in step.pictures)]
    asked = step.question
    if asked:
        texts += [asked.ask, *asked.choices, *asked.why.values()]
        yield from filter(None, [asked.figure, *(item.figure for item in asked.items)])
    for text in texts:
        yield from figures_in(text)
    for claim in step.claims:
        yield from named(claim)


def right_answer(asked: Question, figures: Figures) -> Answer | None:
    """What would have been right; None where its figures could not be measured."""
    if asked.kind == CHOICE:
        return asked.right
    if asked.kind == NUMBER:
        return figures[asked.figure].value if asked.figure in figures else None
    values = [figures[item.figure].value for item in asked.items if item.figure in figures]
    if len(values) < len(asked.items) or None in values:
        return None
    sign = -1 if asked.largest_first else 1
    order = sorted(asked.items, key=lambda item: sign * (figures[item.figure].value or 0))
    return tuple(item.text for item in order)


def is_right(asked: Question, answer: Answer, figures: Figures) -> bool | None:
    """Whether an answer is right, a number near enough; None where that cannot be told."""
    right = right_answer(asked, figures)
    if right is None:
        return None
    if asked.kind == NUMBER:
        far = abs(float(str(answer)) - float(str(right)))
        return far <= asked.within
    return answer == right
