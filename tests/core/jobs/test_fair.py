"""The queue serves one person after the other, and says when somebody's turn is."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from core.access import Person, Role, acting_as
from core.jobs import dispatcher
from core.jobs.dispatcher import Dispatcher
from core.jobs.fair import Place, in_turn, places, told, took_turn, turns
from core.jobs.jobs import LocalJobs, Status, jobs, write_status
from core.jobs.kinds import CHECK
from core.paths import runs_folder


def waits(owner: str, number: int) -> Any:
    return SimpleNamespace(owner=owner, created=f"{number:03d}", job=f"{owner}-{number}")


def order(*owners: str, served: dict[str, int] | None = None) -> str:
    waiting = [waits(owner, number) for number, owner in enumerate(owners)]
    return " ".join(job.job for job in in_turn(waiting, served or {}))


def test_who_queues_many_does_not_keep_others_waiting() -> None:
    assert order("a", "a", "a", "b", "c") == "a-0 b-3 c-4 a-1 a-2"
    assert order("a", "a", "b", "b", "a") == "a-0 b-2 a-1 b-3 a-4"


def test_who_was_served_longest_ago_comes_first() -> None:
    assert order("a", "a", "b", served={"a": 7, "b": 3}) == "b-2 a-0 a-1"
    assert order("a", "b", "new", served={"a": 7, "b": 3}) == "new-2 b-1 a-0"


def test_without_names_it_is_first_come_first_served() -> None:
    assert order("", "", "") == "-0 -1 -2"


@pytest.fixture
def team(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDSCOPE_MODE", "team")
    monkeypatch.setattr(dispatcher, "AT_ONCE", 1)
    runs_folder().mkdir(parents=True)


def started(owner: str, role: Role = Role.MEMBER) -> str:
    with acting_as(Person(owner, role)):
        return jobs().start(CHECK, {"data": "digits"}, title="a check")


class Worker:
    """Takes the job that it is handed, and never ends."""

    def __init__(self, taken: list[str]) -> None:
        self.stdin = SimpleNamespace(
            write=lambda line: taken.append(line.strip().rpartition("/")[2]), close=lambda: None
        )

    def poll(self) -> None:
        return None


def test_the_dispatcher_starts_them_in_that_order_and_another_goes_on(
    team: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    monkeypatch.setattr(dispatcher, "_worker", lambda *_: Worker(taken))
    first, second, other = started("ada"), started("ada"), started("bob")
    for _ in range(3):
        one = Dispatcher(runs_folder())  # a new server each time
        one.look()
        write_status(runs_folder() / taken[-1], Status(state="done"))
    assert taken == [first, other, second]
    assert turns(runs_folder()) == {"ada": 3, "bob": 2}


def test_places_and_when_they_begin(team: None) -> None:
    known = LocalJobs(runs_folder())
    done, running, mine, more, theirs = (started(o) for o in ("ada", "ada", "ada", "ada", "bob"))
    write_status(runs_folder() / done, Status(state="done", seconds=30.0))
    assert places(known, at_once=2)[running] == Place(1, 0.0)
    from core.lock import claimed

    with claimed(runs_folder() / running):
        write_status(runs_folder() / running, Status(state="running", left=90.0))
        took_turn(runs_folder(), "ada")
        found = places(known, at_once=1)
    assert {name: found[name] for name in (theirs, mine, more)} == {
        theirs: Place(1, 90.0),
        mine: Place(2, 120.0),
        more: Place(3, 150.0),
    }
    assert running not in found


def test_where_nobody_can_tell_no_time_is_told(team: None) -> None:
    started("ada"), started("ada")
    found = places(LocalJobs(runs_folder()), at_once=1)
    assert sorted(place.number for place in found.values()) == [1, 2]
    assert {place.number: place.seconds for place in found.values()} == {1: 0.0, 2: None}


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(1, 0.0), "1st in the queue, about to start"),
        (Place(3, 118.0), "3rd in the queue, starts in about 2 min"),
        (Place(2, 20.0), "2nd in the queue, starts in about 20 s"),
        (Place(12, None), "12th in the queue"),
        (Place(21, None), "21st in the queue"),
    ],
)
def test_it_is_told_in_words(place: Place, text: str) -> None:
    assert told(place) == text


def test_a_broken_list_of_turns_stops_nobody(team: None) -> None:
    (runs_folder() / "turns.json").write_text("[")
    assert turns(runs_folder()) == {}
    took_turn(runs_folder(), "ada")
    assert turns(runs_folder()) == {"ada": 1}


def test_a_class_of_thirty_begins_when_each_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """All start a lesson's two trainings while the teacher queued six before them. The queue is
    real, a training takes a minute of a clock that is only counted.
    """
    monkeypatch.setenv("EMBEDSCOPE_MODE", "class")
    monkeypatch.setattr(dispatcher, "AT_ONCE", 2)
    runs_folder().mkdir(parents=True)
    minute, known = Status(state="done", seconds=60.0), LocalJobs(runs_folder())
    write_status(runs_folder() / started("teacher", Role.ADMIN), minute)
    students = [f"s{number:02}" for number in range(30)]
    owners = {started("teacher", Role.ADMIN): "teacher" for _ in range(6)}
    owners |= {started(name): name for name in students for _ in range(2)}
    told_first = places(known, at_once=2)
    assert sorted(place.number for place in told_first.values()) == list(range(1, 67))
    taken: list[str] = []
    monkeypatch.setattr(dispatcher, "_worker", lambda *_: Worker(taken))
    begun: dict[str, float] = {}
    for now in range(33):
        one = Dispatcher(runs_folder())  # another server each minute
        one.look(), one.look()
        for job in taken[-2:]:
            begun[job] = 60.0 * now
            write_status(runs_folder() / job, minute)
    assert begun == {job: place.seconds for job, place in told_first.items()}
    order = [owners[job] for job in sorted(begun, key=lambda job: told_first[job].number)]
    assert order[:31] == ["teacher", *students]
    assert order[31:62] == ["teacher", *students]
    assert order[62:] == ["teacher"] * 4
