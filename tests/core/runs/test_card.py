"""The card: what is written is read again, whatever version wrote it; the names of figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import Unreadable
from core.paths import ROOT
from core.runs.card import DataCard, Metric, NetCard, RunCard
from core.runs.card_file import card_of, read_card, table_of, write_card
from core.runs.card_parts import CutCard, KeptWeights, SolverCard, SolverNetCard
from core.runs.metric_names import RULES, earlier_name, metric_name

SHIPPED = sorted((ROOT / "checkpoints").glob("*/card.json"))
FIRST: dict[str, Any] = {
    "name": "kin",
    "task": "kinship",
    "seconds": 3,
    "head": {"name": "blend", "options": {"layers": [9]}, "parameters": 7, "models": ["all"]},
    "encoders": [{"name": "dlib-wide", "version": "v", "dimension": 4, "licence": "CC0"}],
    "mirror": True,
    "data": {"name": "families", "protocol": "by family", "validation": "inner", "people": 9},
    "folds": [{"pairs": 4, "roc_auc": 0.9, "accuracy": 0.8, "threshold": 0.1, "mood": "good"}],
    "versions": {"numpy": "2"},
    "metrics": {
        "roc_auc_test": {"value": 0.8, "low": 0.7, "high": 0.9, "n": 8},
        "equal_error_rate_test": 0.2,
        "accuracy_father-son_test": {"value": None, "low": None, "high": None, "n": 0},
        "of my own": 3,
    },
    "weather": {"rain": [1, 2]},
}


def test_a_card_of_the_first_schema_is_read_in_the_words_of_the_second() -> None:
    card = card_of(FIRST)
    assert card.pairs.head.options == {"layers": [9]}
    assert card.pairs.encoders[0].dimension == 4
    assert card.pairs.people.validation == "inner"
    assert card.data == DataCard("families")
    assert card.libraries == {"numpy": "2"}
    assert card.metrics == {
        "test/roc_auc": Metric(0.8, 0.7, 0.9, 8),
        "test/equal_error_rate": Metric(0.2),
        "test/accuracy/father-son": Metric(None, None, None, 0),
        "of my own": Metric(3),
    }


def test_unknown_keys_come_back_at_every_depth(tmp_path: Path) -> None:
    write_card(tmp_path / "card.json", card_of(FIRST))
    table = json.loads((tmp_path / "card.json").read_text())
    assert table["schema"] == 2
    assert table["weather"] == {"rain": [1, 2]}
    assert table["kinship"]["folds"][0]["mood"] == "good"
    assert read_card(tmp_path / "card.json") == card_of(FIRST)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    card = RunCard(
        name="one",
        task="jigsaw",
        seconds=1.5,
        epochs=2,
        net=NetCard("light", 2, (1, 28, 28), widths=(3, 4), stands_in_for="small"),
        data=DataCard(names=("a", "b"), train=3, classes=("x",), mean=(0.1,), std=(0.2,)),
        kept=KeptWeights("best", 1.0),
        solver=SolverCard(CutCard(8, 0, 1), SolverNetCard(0.5, 4, 4), 8, 7),
        metrics={"test/accuracy": Metric(0.5), "net/parameters": Metric(7)},
        confusion={"test": ((1, 0), (0, 1))},
        verdict="Learned.",
    )
    write_card(tmp_path / "card.json", card)
    again = read_card(tmp_path / "card.json")
    assert again == card
    assert isinstance(again.value("net/parameters"), int)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"schema": 99}, "schema 99.*newer version"),
        ({"schema": "two"}, "schema 'two'"),
        ({"schema": True}, "schema True"),
        ({"schema": 2, "seed": "zero"}, r"card\.json\.seed must be a whole number"),
        ({"schema": 2, "seed": True}, "seed must be a whole number"),
        ({"schema": 2, "net": []}, r"net must be a table"),
        ({"schema": 2, "net": {"name": "light"}}, "net lacks dimension, input_shape"),
        ({"schema": 2, "metrics": {"test/loss": 0.4}}, r"metrics\.test/loss must be a table"),
        ({"schema": 2, "data": {"classes": "abc"}}, r"data\.classes must be a list"),
        ({"schema": 2, "data": {"classes": ["a", 2]}}, r"data\.classes\[1\] must be a text"),
        ({"metrics": []}, "metrics must be a table"),
        ({"metrics": {"test_loss": "low"}}, "must be a number, not 'low'"),
        ({"head": 3}, "kinship.head must be a table"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(content: dict[str, Any], why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        card_of(content)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_shipped_cards_are_of_this_schema_and_know_every_key(path: Path) -> None:
    card = read_card(path)
    assert table_of(card) == json.loads(path.read_text(encoding="utf-8"))
    assert not card.extra
    for name in card.metrics:
        assert name.split("/")[0] in ("train", "validation", "test", "net")
    assert card.verdict


def test_the_table_of_names_leads_there_and_back() -> None:
    for rule in RULES:
        filled = {"split": "test", "part": "father-son"}
        earlier, name = rule.earlier.format(**filled), rule.name.format(**filled)
        assert metric_name(earlier) == name
        assert earlier_name(name, task=rule.task or "embed") == earlier


@pytest.mark.parametrize(
    ("name", "task", "earlier"),
    [
        ("test/accuracy", "classify", "test_accuracy"),
        ("test/accuracy", "kinship", "accuracy_test"),
        ("test/accuracy", "jigsaw", "puzzle_accuracy"),
        ("validation/roc_auc", "kinship", "roc_auc_validation"),
        ("test/accuracy/mother-dau", "kinship", "accuracy_mother-dau_test"),
        ("test/accuracy/cifar100", "jigsaw", "puzzle_accuracy_cifar100"),
        ("test/top5_accuracy", "jigsaw", "puzzle_accuracy_top_5"),
        ("something else", "embed", "something else"),
    ],
)
def test_a_name_has_one_earlier_name_a_task(name: str, task: str, earlier: str) -> None:
    assert earlier_name(name, task=task) == earlier
    assert metric_name(earlier) == name
