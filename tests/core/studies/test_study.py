"""What a study's file may say; a wrong one is refused with its place, and hides no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import BadStudy
from core.studies import study as reader
from core.studies.pairs import data_sets, pairs, steps, study_of
from core.studies.reported import rows, titles
from core.studies.study import Member, broken_studies, compared, studies, study

WHOLE = """title: New
order: 99
about: >
  See
  this.
members: [simple-cnn, {recipe: kin, title: K}]
"""
PAIRS = """title: New
order: 99
about: New.
data_titles: {birds: Birds}
pairs:
  - {recipe: jigsaw-fruits, control: scratch-fruits, title: all, data: birds}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reader, "FOLDER", tmp_path)
    (tmp_path / "whole.yaml").write_text(WHOLE)
    return tmp_path


def test_every_shipped_study_can_be_read() -> None:
    assert broken_studies() == {}
    assert {path.stem for path in reader.FOLDER.glob("*.yaml")} == set(studies())


def test_members_are_names_or_have_titles_of_their_own(folder: Path) -> None:
    found = study("whole")
    assert found.members == (Member("simple-cnn"), Member("kin", "K"))
    assert found.titles == {"simple-cnn": "simple-cnn", "kin": "K"}
    assert found.about == "See this."


def test_pairs_are_members_and_add_a_data_set(folder: Path) -> None:
    (folder / "pairs.yaml").write_text(PAIRS)
    assert study("pairs").recipes == ("jigsaw-fruits", "scratch-fruits")
    assert data_sets() == {"birds": "Birds"}
    assert study_of("birds").name == "pairs"
    assert steps("birds") == (*pairs("birds"), *pairs("birds"))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (WHOLE, "title: [", "while parsing"),
        (WHOLE, "- simple-cnn", "bad.yaml must be a table"),
        ("title: New\n", "", "bad.yaml lacks title"),
        ("order: 99", "order: last", "bad.yaml.order must be a whole number, not 'last'"),
        ("order: 99", "order: 99\nreport: 4", "bad.yaml.report must be a text, not 4"),
        ("order: 99", "order: 99\nname: other", "has the key 'name'"),
        ("members:", "recipes:", "unknown key 'recipes'; known: "),
        ("title: K", "titel: K", "bad.yaml.members[1] has the unknown key 'titel'"),
        ("[simple-cnn,", "[simple-cnm,", "members[0].recipe is 'simple-cnm', and there is no such"),
        ("about: >\n  See\n  this.\n", "", "it lacks `about`"),
        ("members: [simple-cnn, {recipe: kin, title: K}]", "members:", "must be a list, not None"),
        ("members: [simple-cnn, {recipe: kin, title: K}]", "", "no members, pairs or experiments"),
        (
            WHOLE,
            PAIRS.replace("control: scratch-", "control: x-"),
            "pairs[0].control is 'x-fruits'",
        ),
        (WHOLE, "title: a\norder: 1\nexperiments: [{name: x, figures: []}]", "it lacks `report`"),
    ],
)
def test_a_wrong_file_is_refused_and_hides_no_other(
    folder: Path, before: str, after: str, said: str
) -> None:
    (folder / "bad.yaml").write_text(WHOLE.replace(before, after))
    assert list(compared()) == ["whole"]
    with pytest.raises(BadStudy) as error:
        study("bad")
    assert said in str(error.value)
    assert str(folder / "bad.yaml") in str(error.value)
    assert str(error.value).endswith("Correct the file.")


def test_a_corrected_file_is_read_again(folder: Path) -> None:
    (folder / "bad.yaml").write_text("title: [")
    assert list(broken_studies()) == ["bad"]
    (folder / "bad.yaml").write_text(WHOLE)
    assert broken_studies() == {}
    assert list(studies()) == ["bad", "whole"]


def test_without_reports_or_pairs_lists_are_empty_or_say_so(folder: Path) -> None:
    assert rows() == []
    assert titles() == {}
    with pytest.raises(BadStudy, match="No study with pairs"):
        data_sets()
