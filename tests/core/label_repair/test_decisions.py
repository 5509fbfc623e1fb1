"""What people decide: nothing is lost, the last word counts, disagreements are seen."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from core import data
from core.data.choices import choices
from core.data.versions import find_version
from core.errors import BadDecision
from core.label_repair import applying
from core.label_repair.decisions import (
    COLUMNS,
    DROP,
    KEEP,
    RELABEL,
    SKIP,
    by_image,
    decide,
    decisions,
    disagree,
    standing,
    undo,
)
from core.label_repair.entries import Place
from core.label_repair.table import as_csv, as_parquet, write_table

DIGITS = tuple("0123456789")
MANY = """
import sys
from core.label_repair.decisions import decide
from core.label_repair.entries import Place
for row in range(40):
    decide("digits", sys.argv[1], "keep", Place("train", row, row % 10), "0123456789")
"""


def place(row: int) -> Place:
    return Place("train", row, int(data.load("digits", "train").labels[row]))


def say(who: str, what: str, row: int, to: str = "") -> None:
    decide("digits", who, what, place(row), DIGITS, to=to)


def test_two_processes_at_once_lose_nothing(places: Path) -> None:
    names = ("Ada", "Grace")
    at_work = [subprocess.Popen([sys.executable, "-c", MANY, who]) for who in names]
    assert [each.wait(60) for each in at_work] == [0, 0]
    made = decisions("digits")
    assert len(made) == 80
    for who in names:
        assert [each.row for each in made if each.who == who] == list(range(40))


def test_a_line_that_a_crash_cut_off_costs_that_line_alone(places: Path) -> None:
    say("Ada", KEEP, 1)
    path = places / "repairs/digits/decisions.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    assert [each.row for each in decisions("digits")] == [1]
    say("Ada", KEEP, 2)
    assert [each.row for each in decisions("digits")] == [1, 2]
    path.write_bytes(path.read_bytes() + b'{"when": 3}\nnull\n\xff\xfe\n')
    say("Ada", KEEP, 3)
    assert [each.row for each in decisions("digits")] == [1, 2, 3]


def test_the_last_word_counts_and_undo_takes_back_ones_own(places: Path) -> None:
    say("Ada", DROP, 1)
    say("Grace", KEEP, 2)
    say("Ada", RELABEL, 1, "7")
    said = by_image(decisions("digits"))
    assert said["train", 1]["Ada"].to == "7"
    assert undo("digits", "Ada").what == RELABEL  # type: ignore[union-attr]
    assert by_image(decisions("digits"))["train", 1]["Ada"].what == DROP
    assert undo("digits", "Ada").what == DROP  # type: ignore[union-attr]
    assert undo("digits", "Ada") is None
    assert [each.who for each in standing(decisions("digits"))] == ["Grace"]
    assert len(decisions("digits")) == 5  # nothing is ever taken out of the table


def test_relabelled_to_what_it_is_means_kept(places: Path) -> None:
    own = DIGITS[place(4).label]
    assert decide("digits", "Ada", RELABEL, place(4), DIGITS, to=own).what == KEEP


@pytest.mark.parametrize("who", ["", "   ", "x" * 41, "a\x07b"])
def test_a_name_is_needed(places: Path, who: str) -> None:
    with pytest.raises(BadDecision, match="by name"):
        say(who, KEEP, 1)


def test_nonsense_is_refused(places: Path) -> None:
    with pytest.raises(BadDecision, match="'cat' is no class"):
        say("Ada", RELABEL, 1, "cat")
    with pytest.raises(BadDecision, match="one of keep"):
        say("Ada", "undo", 1)
    assert decisions("digits") == []


def test_disagreements_are_seen_and_left_or_settled(places: Path) -> None:
    say("Ada", RELABEL, 1, "7")
    say("Grace", DROP, 1)
    say("Ada", SKIP, 2)
    say("Grace", DROP, 2)
    said = by_image(decisions("digits"))
    assert disagree(said["train", 1].values())
    assert not disagree(said["train", 2].values())  # who skips says nothing
    left = applying.verdicts(decisions("digits"))
    assert (left.disagreeing, [each.row for each in left.made]) == (1, [2])
    latest = applying.verdicts(decisions("digits"), disagreeing="latest")
    assert [(each.row, each.what) for each in latest.made] == [(1, DROP), (2, DROP)]


def test_a_version_has_the_new_labels_and_the_set_stays(places: Path) -> None:
    before = data.load("digits", "train")
    to = DIGITS[(place(5).label + 1) % 10]
    say("Ada", RELABEL, 5, to)
    say("Ada", DROP, 3)
    say("Ada", KEEP, 8)
    version = applying.apply("digits", title="My digits")
    after = data.load(version.name, "train")
    assert len(after) == len(before) - 1
    assert DIGITS[after.labels[4]] == to
    assert (after.images[4] == before.images[5]).all()
    assert choices(labelled=True)[version.name] == "My digits"
    assert applying.apply("digits").name == version.name  # the same decisions, the same version
    assert len(data.load("digits", "train")) == len(before)

    decide(version.name, "Ada", DROP, Place("train", 4, int(after.labels[4])), DIGITS)
    second = applying.apply(version.name)
    assert second.base == "digits"
    assert find_version(second.name).splits["train"].dropped == (3, 5)  # type: ignore[union-attr]
    assert len(data.load(second.name, "train")) == len(before) - 2


def test_both_runs_are_judged_by_the_same_test_labels(places: Path) -> None:
    say("Ada", DROP, 3)
    assert applying.judged_alike(applying.apply("digits")) == "digits"
    label = int(data.load("digits", "test").labels[0])
    decide("digits", "Ada", RELABEL, Place("test", 0, label), DIGITS, to=DIGITS[label - 1])
    version = applying.apply("digits")
    beside = applying.judged_alike(version)
    assert (data.load(beside, "test").labels == data.load(version.name, "test").labels).all()
    assert len(data.load(beside, "train")) == len(data.load("digits", "train"))


def test_a_decision_on_what_is_gone_is_named(places: Path) -> None:
    other = (place(1).label + 1) % 10
    decide("digits", "Ada", DROP, Place("train", 1, other), DIGITS)
    with pytest.raises(BadDecision, match=r"Ada decided on train image 1 .* Undo"):
        applying.apply("digits")


def test_nothing_to_apply_is_said(places: Path) -> None:
    say("Ada", KEEP, 1)
    with pytest.raises(BadDecision, match="No image of scikit-learn's digits"):
        applying.apply("digits")


def test_the_table_goes_to_csv_and_parquet(places: Path, tmp_path: Path) -> None:
    say('A "da", Lovelace', RELABEL, 1, DIGITS[place(1).label - 1])
    say("Grace", DROP, 2)
    made = decisions("digits")
    rows = list(csv.DictReader(io.StringIO(as_csv(made))))
    assert [row["who"] for row in rows] == ['A "da", Lovelace', "Grace"]
    table = pq.read_table(io.BytesIO(as_parquet(made)))
    assert tuple(table.column_names) == COLUMNS
    assert [{k: str(v) for k, v in row.items()} for row in table.to_pylist()] == rows
    assert pq.read_table(io.BytesIO(as_parquet([]))).num_rows == 0
    with pytest.raises(BadDecision, match=r"\.csv or \.parquet"):
        write_table(tmp_path / "made.xlsx", made)
    lines = (places / "repairs/digits/decisions.jsonl").read_text().splitlines()
    assert [json.loads(line)["from"] for line in lines] == [row["from"] for row in rows]
