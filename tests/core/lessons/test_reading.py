"""A lesson's file: read strictly, refused with its place, and broken ones hide no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import BadLesson, UnknownName
from core.lessons.lesson import Lesson
from core.lessons.reading import broken_lessons, lesson, lesson_from_text, lessons
from core.paths import ROOT

WHOLE = """
title: New
about: A lesson.
figures:
  loss: {kind: history, run: race-batch-hard, column: loss}
  margin: {kind: setting, run: race-batch-hard, setting: margin.value}
steps:
  - name: one
    title: One
    text: "The loss is {{loss}}."
    question: {ask: Which?, choices: [this, that], right: that}
    pictures: [{kind: curves, runs: [race-batch-hard], caption: Its loss.}]
    claims: [loss > margin]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMBEDSCOPE_LESSONS", str(tmp_path))
    return tmp_path


def read(text: str) -> Lesson:
    return lesson_from_text(text, name="new")


def test_every_shipped_lesson_can_be_read() -> None:
    assert broken_lessons() == {}
    assert {path.stem for path in (ROOT / "lessons").glob("*.yaml")} == set(lessons())
    assert {"collapse", "luck", "matrix"} <= set(lessons())


def test_a_new_file_is_a_lesson_behind_the_shipped_ones(folder: Path) -> None:
    (folder / "new.yaml").write_text(WHOLE)
    assert list(lessons())[-1] == "new"
    assert lesson("new").step_names == ("one",)
    (folder / "new.yaml").write_text(WHOLE.replace("title: New", "title: Other"))
    assert lesson("new").title == "Other"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("about: A lesson.", "abuot: A lesson.", "unknown key 'abuot'"),
        ("about: A lesson.\n", "", "lacks about"),
        ("about: A lesson.", "name: x\nabout: y", "the file's own"),
        ("steps:", "steps: []\nlevel:", "new.yaml must be|new.yaml has no steps|must be a text"),
        ("name: one", "name: Step One", r"steps\[0\].name must be small letters"),
        ("right: that", "right: neither", r"steps\[0\].question.right is none of the choices"),
        ("choices: [this, that]", "choices: [that]", "two or more that differ"),
        ("kind: history", "kind: guess", "Unknown kind of figure: 'guess'"),
        ("column: loss", "colunm: loss", "figures.loss has the unknown key 'colunm'"),
        ("{{loss}}", "{{lost}}", r"steps\[0\].text names the figure 'lost'; known: loss, margin"),
        ("loss > margin", "loss is small", "is not two figures"),
        ("loss > margin", "loss > nothing", "claims names the figure 'nothing'"),
        ("kind: curves", "kind: movie", r"pictures\[0\].kind must be one of race, curves"),
        ("runs: [race-batch-hard]", "runs: []", "takes one run or more, not 0"),
        ("caption: Its loss.", "caption: ''", "lacks caption"),
        ("title: New", "title: [", "cannot be read"),
        ("{ask: Which?", "{kind: number, figure: lost, ask: Which?", "is no figure of the lesson"),
        ("{ask: Which?", "{kind: essay, ask: Which?", "must be one of choice, number, order"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(before: str, after: str, said: str) -> None:
    assert before in WHOLE
    with pytest.raises(BadLesson, match=said) as caught:
        read(WHOLE.replace(before, after, 1))
    assert "new.yaml" in str(caught.value)
    assert str(caught.value).endswith("Correct the file.")


def test_a_recipe_that_is_not_there_or_cannot_be_changed_so_is_refused() -> None:
    step = "\n  - name: two\n    title: Two\n    training: {recipes: [{recipe: %s, title: A%s}]}\n"
    with pytest.raises(BadLesson, match="Unknown recipe: 'nothing'"):
        read(WHOLE + step % ("nothing", ""))
    with pytest.raises(BadLesson, match=r"Unknown setting: 'optimiser\.speed'"):
        read(WHOLE + step % ("simple-cnn", ", set: {optimiser.speed: 9}"))
    assert read(WHOLE + step % ("simple-cnn", ", set: {seed: 9}")).steps[1].training


def test_two_steps_of_one_name_are_refused() -> None:
    with pytest.raises(BadLesson, match="two steps called 'one'"):
        read(WHOLE + "\n  - {name: one, title: Again, text: x}\n")


def test_a_broken_file_hides_no_other_and_names_no_folder_of_the_server(folder: Path) -> None:
    (folder / "new.yaml").write_text(WHOLE)
    (folder / "bad.yaml").write_text("title: [")
    (folder / "bytes.yaml").write_bytes(b"\xff\xfe")
    (folder / "large.yaml").write_text("#" * 300_000)
    (folder / "luck.yaml").write_text(WHOLE)
    assert {"new", "luck", "collapse", "matrix"} == set(lessons())
    broken = broken_lessons()
    assert set(broken) >= {"bad", "bytes", "large"}
    assert "Shorten it" in broken["large"]
    assert any("called as another one" in said for said in broken.values())
    assert not [
        said for name, said in broken.items() if str(folder.parent) in said and "(" not in name
    ]
    with pytest.raises(BadLesson, match="Correct the file"):
        lesson("bad")
    with pytest.raises(UnknownName):
        lesson("nowhere")
