"""Every figure that a card has is explained."""

from __future__ import annotations

from core.metrics.meanings import MEANINGS, figure_title, in_order, meaning
from core.paths import ROOT
from core.runs.card_file import read_card
from core.runs.metric_names import RULES


def test_all_figures_of_shipped_cards_and_of_the_table_of_names_are_explained() -> None:
    cards = [read_card(path) for path in sorted((ROOT / "checkpoints").glob("*/card.json"))]
    named = {name for card in cards for name in {**card.metrics, **card.over_seeds}}
    named |= {rule.name.replace("{split}", "test") for rule in RULES}
    assert len(named) > 40
    assert {name for name in named if meaning(name) is None} == set()


def test_each_has_a_sentence_a_range_and_a_trap() -> None:
    for name, each in MEANINGS.items():
        assert each.says.endswith("."), name
        assert each.trap.endswith("."), name
        assert each.range, name


def test_titles_name_the_split_and_the_part() -> None:
    assert figure_title("test/brier/calibrated") == "Brier score (calibrated), test"
    assert figure_title("train/knn_accuracy") == "k-NN accuracy, training"
    assert figure_title("test/roc_auc/father-son") == "ROC AUC (father-son), test"
    assert figure_title("net/weights") == "Weights"
    assert figure_title("something/else") == "something/else"


def test_test_images_come_first_and_the_answer_before_what_describes_it() -> None:
    names = ["net/weights", "train/loss", "test/hubness", "test/knn_accuracy", "test/alignment"]
    found = in_order([*names, "own/thing"])
    assert found == [
        "test/knn_accuracy",
        "test/alignment",
        "test/hubness",
        "train/loss",
        "net/weights",
        "own/thing",
    ]
