"""What people answered: beside the runs, one small file for each person and lesson, added to alone.

    answers/<lesson>/<name>-<mark>.jsonl    a line for who it is, then one for each event

A line is written at once and whole; one that a crash cut off is passed over. Where nothing may be
kept (a demonstration) nothing is; who has no name, on their own machine, has a file too.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core import files
from core.access import Action, access, check, who
from core.errors import BadLesson, Unreadable
from core.lessons.lesson import Answer
from core.lock import in_turn
from core.paths import answers_folder
from core.typed_json import WrongType, plain, typed

SAW, PREDICTED, TOOK, RAN = "saw", "predicted", "took", "ran"
LARGEST = 100_000
"""Bytes of a person's file: some two thousand events."""
END = ".jsonl"


@dataclass(frozen=True)
class Event:
    """Something that somebody did in a step."""

    what: str
    step: str
    at: float = 0.0
    """Seconds since 1970."""
    answer: Any = None
    """What was predicted."""
    job: str = ""
    """What was started to train."""
    seed: int | None = None


@dataclass(frozen=True)
class Person:
    """Somebody in a lesson, and what they did, in its order."""

    name: str
    events: tuple[Event, ...] = ()

    @property
    def step(self) -> str:
        """Where they are: the step that they looked at last; "" before the first."""
        return self.events[-1].step if self.events else ""

    @property
    def answers(self) -> dict[str, Event]:
        """By step, the prediction that counts: the first, made before anything was seen."""
        found: dict[str, Event] = {}
        for event in self.events:
            if event.what == PREDICTED:
                found.setdefault(event.step, event)
        return found

    @property
    def trained(self) -> tuple[Event, ...]:
        """What they started."""
        return tuple(event for event in self.events if event.what == RAN)


def keeps() -> bool:
    """Whether anything is kept here."""
    return not access().mode.read_only


def own(lesson: str) -> Person:
    """What who asks did in a lesson."""
    name = who().name
    return _read(_file(lesson, name)) or Person(name)


def everyone(lesson: str) -> list[Person]:
    """All of them, by name; raises NotAllowed for who is no teacher."""
    check(Action.TEACH)
    return sorted(_people(lesson), key=lambda person: person.name.casefold())


def runs_of_all(lesson: str) -> list[tuple[bool, Event]]:
    """What everybody trained in a lesson, and whether it is one's own: without a name, so that all
    may see what the class measured.
    """
    name, here = who().name, keeps()
    return [
        (here and each.name == name, event) for each in _people(lesson) for event in each.trained
    ]


def note(lesson: str, event: Event) -> None:
    """Add what who asks did; raises BadLesson where their file is full, NotWritten."""
    if not keeps():
        return
    path = _file(lesson, who().name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if files.is_file(path) and path.stat().st_size > LARGEST:
        raise BadLesson("Your answers to this lesson take too much room. Delete them, then go on.")
    lines = [_line(replace(event, at=event.at or time.time()))]
    if not files.is_file(path):
        lines.insert(0, json.dumps({"name": who().name}, ensure_ascii=False))
    _append(path, lines)


def answer(lesson: str, step: str, given: Answer) -> None:
    """Keep a prediction; one that was made before stays what counts."""
    if step not in own(lesson).answers:
        note(
            lesson,
            Event(PREDICTED, step, answer=list(given) if isinstance(given, tuple) else given),
        )


def take_seeds(lesson: str, step: str, count: int) -> list[int]:
    """The smallest seeds that nobody took in this step, from 1 on; who asks has them now.

    The events that take them name no job yet: `note` those that follow.
    """
    folder = answers_folder() / lesson
    folder.mkdir(parents=True, exist_ok=True)
    with in_turn(folder / "seeds.lock"):
        events = (event for person in _people(lesson) for event in person.events)
        taken = {event.seed for event in events if event.step == step}
        free = (seed for seed in range(1, len(taken) + count + 1) if seed not in taken)
        seeds = [seed for _, seed in zip(range(count), free, strict=False)]
        for seed in seeds:
            note(lesson, Event(TOOK, step, seed=seed))
    return seeds


def forget(lesson: str, name: str | None = None) -> None:
    """Delete what somebody answered, one's own where no name is given; raises NotAllowed for who
    is no teacher and names another.
    """
    mine = who().name
    wanted = mine if name is None else name
    if wanted != mine:
        check(Action.TEACH)
    _file(lesson, wanted).unlink(missing_ok=True)


def forget_all(lesson: str) -> None:
    """Delete what everybody answered in a lesson, as before another class begins; raises
    NotAllowed.
    """
    check(Action.TEACH)
    for path in _files(lesson):
        path.unlink(missing_ok=True)


def _people(lesson: str) -> Iterator[Person]:
    for path in _files(lesson):
        if person := _read(path):
            yield person


def _files(lesson: str) -> list[Path]:
    return sorted((answers_folder() / lesson).glob(f"*{END}"))


def _file(lesson: str, name: str) -> Path:
    """Names are of any script and case: a digest tells them apart, the rest is to be read."""
    mark = hashlib.sha256(name.casefold().encode()).hexdigest()[:16]
    return answers_folder() / lesson / f"{files.readable_name(name, other='me')}-{mark}{END}"


def _line(event: Event) -> str:
    return json.dumps(plain(event), ensure_ascii=False)


def _append(path: Path, lines: list[str]) -> None:
    """At once, so that another process's line never lies within; begun on a line of its own where
    a crash left half of one.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(handle).st_size
        cut = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        text = "\n" * cut + "".join(f"{line}\n" for line in lines)
        os.write(handle, text.encode())
    finally:
        os.close(handle)


def _read(path: Path) -> Person | None:
    """None where there is none, or where it says nothing."""
    try:
        lines = files.read_text(path).splitlines() if files.is_file(path) else []
    except Unreadable:
        return None
    told = [each for line in lines if isinstance(each := _json(line), dict)]
    name = next((str(each["name"]) for each in told if "name" in each), None)
    if name is None:
        return None
    events = (_event(each) for each in told if "what" in each)
    return Person(name, tuple(event for event in events if event is not None))


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _event(content: dict[str, Any]) -> Event | None:
    try:
        return typed(Event, content, "event")
    except WrongType:
        return None
