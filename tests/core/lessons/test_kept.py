"""Answers: private to a person, the first counts, none is lost, and they can be deleted."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from core.access import LOCAL, Person, Role, acting_as, answered_by
from core.errors import BadLesson, NotAllowed
from core.files import files_below
from core.lessons import kept
from core.lessons.kept import RAN, SAW, Event
from core.paths import answers_folder

ADA, BOB, TEACHER = Person("ada", Role.MEMBER), Person("bob", Role.MEMBER), Person("t", Role.ADMIN)


@pytest.fixture(autouse=True)
def a_class(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("EMBEDSCOPE_MODE", "class")
    end = answered_by(Person)
    yield
    end()


def test_the_first_prediction_counts() -> None:
    with acting_as(ADA):
        kept.answer("luck", "one", "a")
        kept.answer("luck", "one", "b")
        kept.answer("luck", "two", ("x", "y"))
        assert {step: e.answer for step, e in kept.own("luck").answers.items()} == {
            "one": "a",
            "two": ["x", "y"],
        }


def test_one_person_does_not_see_anothers_and_a_teacher_sees_all() -> None:
    with acting_as(ADA):
        kept.answer("luck", "one", "a")
    with acting_as(BOB):
        assert kept.own("luck").answers == {}
        with pytest.raises(NotAllowed, match="Only an admin can see what a class answered"):
            kept.everyone("luck")
        with pytest.raises(NotAllowed):
            kept.forget("luck", "ada")
        with pytest.raises(NotAllowed):
            kept.forget_all("luck")
        kept.note("luck", Event(SAW, "two"))
    with acting_as(TEACHER):
        people = kept.everyone("luck")
        assert [(each.name, each.step) for each in people] == [("ada", "one"), ("bob", "two")]
        kept.forget("luck", "ada")
        assert [each.name for each in kept.everyone("luck")] == ["bob"]
        kept.forget_all("luck")
        assert kept.everyone("luck") == []


def test_ones_own_can_be_deleted_and_what_others_trained_has_no_name() -> None:
    with acting_as(ADA):
        kept.note("luck", Event(RAN, "seed", job="j", seed=1))
    with acting_as(BOB):
        ((mine, event),) = kept.runs_of_all("luck")
        assert not mine
        assert event.job == "j"
        assert "ada" not in repr(event)
    with acting_as(ADA):
        kept.forget("luck")
        assert kept.own("luck").events == ()
        assert not list(files_below(answers_folder()))


def test_names_that_differ_in_signs_are_different_people_and_in_case_are_one() -> None:
    for name in ("Ada L", "ada.l", "Äda L", "艾达", "艾逹"):
        with acting_as(Person(name, Role.MEMBER)):
            kept.answer("luck", "one", name)
    with acting_as(Person("ADA L", Role.MEMBER)):
        assert kept.own("luck").answers["one"].answer == "Ada L"
    with acting_as(TEACHER):
        assert len(kept.everyone("luck")) == 5
    assert all(
        path.parent == answers_folder() / "luck" for path in answers_folder().rglob("*.jsonl")
    )


def test_a_line_that_a_crash_cut_off_loses_nothing_else() -> None:
    with acting_as(ADA):
        kept.answer("luck", "one", "a")
        (path,) = (answers_folder() / "luck").glob("*.jsonl")
        with path.open("a") as file:
            file.write('{"what": "predicted", "step": "tw')
        kept.answer("luck", "three", "c")
        assert set(kept.own("luck").answers) == {"one", "three"}
        path.write_bytes(b"\xff\xff")
        assert kept.own("luck").events == ()


def test_two_tabs_at_once_write_whole_lines() -> None:
    def work(tab: int) -> None:
        with acting_as(ADA):
            for number in range(50):
                kept.note("luck", Event(SAW, f"s{tab}-{number}"))

    threads = [threading.Thread(target=work, args=(tab,)) for tab in range(4)]
    with acting_as(ADA):
        kept.note("luck", Event(SAW, "first"))
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with acting_as(ADA):
        assert len(kept.own("luck").events) == 201


def test_everybody_gets_a_seed_of_their_own() -> None:
    found: list[int] = []

    def work(number: int) -> None:
        with acting_as(Person(f"p{number}", Role.MEMBER)):
            found.extend(kept.take_seeds("luck", "seed", 2))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(found) == list(range(1, 17))
    with acting_as(ADA):
        assert kept.take_seeds("luck", "other", 1) == [1]


def test_a_file_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGEST", 150)
    with acting_as(ADA):
        kept.note("luck", Event(SAW, "a" * 150))
        with pytest.raises(BadLesson, match="too much room"):
            kept.note("luck", Event(SAW, "one"))


def test_a_demonstration_keeps_nothing_and_one_person_needs_no_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_MODE", "demo")
    with acting_as(Person("", Role.VIEWER)):
        kept.answer("luck", "one", "a")
    assert not answers_folder().exists()
    monkeypatch.setenv("EMBEDSCOPE_MODE", "personal")
    with acting_as(LOCAL):
        kept.answer("luck", "one", "a")
        assert kept.everyone("luck")[0].answers["one"].answer == "a"
