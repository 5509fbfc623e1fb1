"""Lessons as a person walks through them: predict, then see; nothing is seen before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.access import Person, Role, acting_as, answered_by
from core.lessons import kept
from core.lessons.lesson import CHOICE, NUMBER
from core.lessons.reading import lessons
from core.paths import ROOT
from tests.pages.screen import components, field, open_screen, press, texts

STEPS = [(each.name, step.name) for each in lessons().values() for step in each.steps]
ADA, TEACHER = Person("ada", Role.MEMBER), Person("teacher", Role.ADMIN)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch):
    """Let pages be looked at by a person, in a mode."""
    ends = []

    def look(mode: str, person: Person) -> None:
        monkeypatch.setenv("EMBEDSCOPE_MODE", mode)
        ends.append(answered_by(lambda: person))

    yield look
    for end in ends:
        end()


def pictures(screen) -> int:
    return len(screen.get("plotly_chart")) + len(components(screen, "race_maps"))


def predict(screen, asked) -> None:
    if asked.kind == CHOICE:
        screen.radio[0].set_value(asked.choices[-1]).run()
    elif asked.kind == NUMBER:
        screen.number_input[0].set_value(asked.low).run()
    else:
        screen.multiselect[0].set_value([item.text for item in asked.items]).run()
    press(screen, "Keep my prediction")


@pytest.mark.parametrize(("lesson", "name"), STEPS, ids=[f"{a}-{b}" for a, b in STEPS])
def test_a_step_asks_first_and_then_shows(lesson: str, name: str) -> None:
    step = lessons()[lesson].step(name)
    screen = open_screen("lessons", lesson=lesson, step=name)
    assert not screen.exception
    assert not screen.error
    assert step.title in [each.value for each in screen.subheader]
    if step.question is None:
        return
    before = sum(each.before for each in step.pictures)
    assert pictures(screen) == before
    assert not step.paper or step.paper not in texts(screen)
    button = next(each for each in screen.button if each.label == "Keep my prediction")
    assert button.disabled
    predict(screen, step.question)
    assert "You predicted" in texts(screen)
    if step.training:
        assert any(each.label.startswith("Train") for each in screen.button)
        press(screen, "Go on without a run of my own")
    assert not screen.exception
    assert not screen.error
    kinds = [each.kind for each in step.pictures]
    assert pictures(screen) >= sum(kind not in ("outcomes", "collapse") for kind in kinds)
    assert not step.paper or step.paper.split("[")[0] in texts(screen)
    assert "{{" not in texts(screen)
    assert not [each for each in screen.warning if "bear out" in str(each.value)]


def test_a_prediction_is_kept_and_the_link_holds_lesson_and_step() -> None:
    screen = open_screen("lessons", lesson="collapse", step="why")
    asked = lessons()["collapse"].step("why").question
    assert asked
    screen.radio[0].set_value(asked.right).run()
    press(screen, "Keep my prediction")
    assert "That is what came out." in [each.value for each in screen.success]
    again = open_screen("lessons", lesson="collapse", step="why")
    assert not again.radio
    press(again, "Next step")
    assert again.query_params["step"] == "swap"
    assert again.query_params["lesson"] == "collapse"
    press(again, "Back")
    assert again.query_params["step"] == "why"


def test_the_end_shows_what_was_expected_and_can_forget_it() -> None:
    kept.answer("collapse", "why", "It falls to 0")
    screen = open_screen("lessons", lesson="collapse", step="cures")
    assert "It falls to the margin" in texts(screen)
    assert "Report sheet" in [each.label for each in screen.get("download_button")]
    press(screen, "Delete my answers for good")
    assert kept.own("collapse").answers == {}
    assert "You made no prediction." in texts(screen)


def test_a_wrong_link_says_what_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDSCOPE_LESSONS", str(tmp_path))
    (tmp_path / "bad.yaml").write_text("title: [")
    screen = open_screen("lessons", lesson="nothing")
    assert "Must be one of: collapse, luck, matrix" in screen.error[0].value
    screen = open_screen("lessons", lesson="bad")
    assert "Correct the file" in screen.error[0].value
    cards = open_screen("lessons")
    assert not cards.exception
    assert "bad" in cards.warning[0].value
    assert (
        open_screen("lessons", lesson="luck", step="gone").subheader[0].value
        == "Two nets, two numbers"
    )


def test_a_lesson_whose_claims_do_not_hold_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_LESSONS", str(tmp_path))
    (tmp_path / "off.yaml").write_text(
        "title: Wrong\nabout: x\nfigures: {a: {kind: images, run: small-2d}}\n"
        "steps: [{name: one, title: One, text: 'n = {{a}}', claims: [a < 5]}]\n"
    )
    screen = open_screen("lessons", lesson="off")
    assert "n = 10,000" in texts(screen)
    assert "do not bear out" in screen.warning[0].value


def test_the_lesson_of_the_docs_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "teachers.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(# lessons/.*?)```", text, flags=re.S)
    monkeypatch.setenv("EMBEDSCOPE_LESSONS", str(tmp_path))
    (tmp_path / "mine.yaml").write_text(block)
    screen = open_screen("lessons", lesson="mine")
    assert not screen.error
    found = lessons()["mine"]
    predict(screen, found.steps[0].question)
    assert pictures(screen)
    assert not screen.exception
    assert not screen.warning


def test_who_may_not_train_still_predicts_and_keeps_it_in_the_tab(looks) -> None:
    looks("demo", Person("", Role.VIEWER))
    screen = open_screen("lessons", lesson="luck", step="seed")
    screen.number_input[0].set_value(0.1).run()
    press(screen, "Keep my prediction")
    assert "You predicted" in texts(screen)
    assert "This is a demonstration" in texts(screen)
    assert "Train both" not in [each.label for each in screen.button]


def test_a_student_gets_one_seed_and_sees_no_names(looks) -> None:
    looks("class", ADA)
    with acting_as(Person("bob", Role.MEMBER)):
        kept.answer("luck", "seed", 0.5)
    screen = open_screen("lessons", lesson="luck", step="seed")
    press(screen, "Show it without one")
    press(screen, "Train both")
    with acting_as(ADA):
        (event,) = kept.own("luck").trained
    assert event.seed == 1
    assert "Train both" not in [each.label for each in screen.button]
    assert "bob" not in texts(screen)


def test_the_class_is_refused_to_students(looks) -> None:
    looks("class", ADA)
    with acting_as(Person("bob", Role.MEMBER)):
        kept.answer("luck", "seed", 0.5)
    screen = open_screen("classroom", lesson="luck")
    assert "Only an admin can see what a class answered." in screen.warning[0].value
    assert "bob" not in texts(screen)
    assert not screen.get("plotly_chart")
    assert not screen.get("download_button")


def test_a_teacher_sees_who_is_where_and_a_distribution_without_the_answer(looks) -> None:
    from pages.classroom.saves import answers_csv

    asked = lessons()["collapse"].step("why").question
    assert asked
    for name, choice in (("ada", asked.right), ("bob", asked.choices[0]), ("cy", asked.right)):
        with acting_as(Person(name, Role.MEMBER)):
            kept.answer("collapse", "why", choice)
    looks("class", TEACHER)
    people = open_screen("classroom", lesson="collapse")
    assert "ada" in texts(people)
    assert "4 of 6" in texts(people)
    hidden = open_screen("classroom", lesson="collapse", view="predictions")
    assert "3 predicted. What came out is marked once you reveal it." in texts(hidden)
    assert "ada" not in texts(hidden)
    hidden.toggle[0].set_value(True).run()
    assert "3 predicted, 2 as it came out" in texts(hidden)
    rows = answers_csv(lessons()["collapse"]).splitlines()
    assert len(rows) == 4
    assert rows[1].startswith("ada,why,")
    assert ",yes," in rows[1]
    assert ",no," in rows[2]


def test_what_a_class_saves_holds_no_formula(
    looks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pages.classroom.saves import answers_csv

    monkeypatch.setenv("EMBEDSCOPE_LESSONS", str(tmp_path))
    (tmp_path / "odd.yaml").write_text(
        "title: Odd\nabout: x\nsteps: [{name: one, title: One, "
        "question: {ask: '=1+1', choices: ['=cmd()', b], right: b}}]\n"
    )
    with acting_as(ADA):
        kept.answer("odd", "one", "=cmd()")
    looks("class", TEACHER)
    cells = answers_csv(lessons()["odd"]).splitlines()[1].split(",")
    assert cells[2:4] == ["'=1+1", "'=cmd()"]


def test_the_class_is_told_its_link_and_code(looks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDSCOPE_CLASS_CODE", "blue-heron")
    looks("class", TEACHER)
    screen = open_screen("classroom", lesson="matrix")
    assert "/lessons?lesson=matrix&step=read" in screen.code[0].value
    assert "blue-heron" in texts(screen)
    assert field(screen, "selectbox", "Lesson").value == "matrix"
