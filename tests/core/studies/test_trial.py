"""Trials: kept from runs that differ in the seed alone, and read back as they were measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import BadRecipe, UnknownName
from core.metrics.metric import Metric
from core.recipes.recipe import changed, load_recipe
from core.runs.card import RunCard
from core.runs.card_file import write_card
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.studies import trial as trials
from core.studies.filled import filled, unfilled
from core.studies.source import source


def finished(folder, seed, accuracy, **settings):
    recipe = changed(load_recipe("report-base-net"), {"seed": seed, **settings})
    writer = RunWriter(Run(folder))
    writer.begin(recipe)
    for step, loss in enumerate((3.0, 2.0), 1):
        writer.log({"step": step, "epoch": step, "loss": loss})
    writer.save_history()
    card = RunCard(name=folder.name, recipe=recipe.name, seed=seed, seconds=10.0, device="CPU")
    measured = {"test/accuracy": Metric(accuracy, accuracy - 0.02, accuracy + 0.02, 2500)}
    write_card(folder / "card.json", replace(card, task="classify", metrics=measured))
    return Run(folder)


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(trials, "FOLDER", tmp_path / "trials")
    (tmp_path / "trials").mkdir()
    return tmp_path


def test_a_trial_tells_its_setting_and_every_seed(kept):
    runs = [
        finished(kept / f"run-{seed}", seed, accuracy, **{"optimiser.lr": 0.1})
        for seed, accuracy in ((0, 0.4), (1, 0.5), (2, 0.6))
    ]
    trials.keep_trial("faster", runs)
    found = trials.trial("faster")
    assert (found.recipe, found.changed, found.seeds) == (
        "report-base-net",
        {"optimiser.lr": 0.1},
        (0, 1, 2),
    )
    assert found.seconds == 30
    assert found.over_seeds["test/accuracy"].value == pytest.approx(0.5)
    assert found.by_seed["2"]["test/accuracy"] == 0.6
    assert found.ended["loss"] == 2.0
    first = found.metrics["test/accuracy"]
    assert (first.value, first.low, first.n) == (0.4, pytest.approx(0.38), 2500)


def test_texts_are_filled_from_it(kept):
    runs = [finished(kept / f"run-{seed}", seed, 0.4 + seed / 10) for seed in range(3)]
    trials.keep_trial("plain", runs)
    assert filled("{plain test/accuracy interval}") == ".400 (.380 to .420)"
    assert filled("{plain test/accuracy %}") == "40.0"
    assert filled("{plain test/accuracy seeds}") == ".500 ± .100 over 3 seeds"
    assert filled("{plain test/accuracy most} {plain loss last}") == ".600 2"
    assert unfilled("{plain test/accuracy} {plain nothing} {nobody test/accuracy}") == [
        "{plain nothing}",
        "{nobody test/accuracy}",
    ]
    assert source("nobody") is None


def test_runs_of_two_settings_are_no_trial(kept):
    one, other = (
        finished(kept / name, seed, 0.4, **{"optimiser.lr": rate})
        for name, seed, rate in (("a", 0, 0.1), ("b", 1, 0.2))
    )
    with pytest.raises(BadRecipe, match=r"optimiser\.lr"):
        trials.keep_trial("mixed", [one, other])
    with pytest.raises(BadRecipe, match="not even the seed"):
        trials.keep_trial("twice", [one, one])
    with pytest.raises(UnknownName):
        trials.trial("mixed")


def test_what_stands_in_double_brackets_waits_for_its_trial(kept):
    text = "Known.[[ Over seeds {later test/accuracy seeds}.]] End."
    assert filled(text) == "Known. End."
    assert unfilled(text) == []
    runs = [finished(kept / f"run-{seed}", seed, 0.4 + seed / 10) for seed in range(3)]
    trials.keep_trial("later", runs)
    assert filled(text) == "Known. Over seeds .500 ± .100 over 3 seeds. End."


def test_every_figure_of_the_shipped_texts_is_there():
    from core.studies import study, written

    files = [*written.FOLDER.glob("*.yaml"), *study.FOLDER.glob("report-*.yaml")]
    assert len(files) == 10
    for path in files:
        text = " ".join(path.read_text(encoding="utf-8").split())
        assert unfilled(text) == [], path.name


def test_every_report_is_written_and_names_runs_that_ship():
    from core import paths
    from core.figures.report_page import QUANTITIES
    from core.studies.reported import titles
    from core.studies.written import written as told

    for report in titles():
        found = told(report)
        assert found.question
        assert found.wrong
        named = [run for group in found.curves for run in group.runs]
        named += [each.run for each in found.maps]
        assert all((paths.CHECKPOINTS / name / "card.json").is_file() for name in named), report
        assert {column for group in found.curves for column in group.columns} <= set(QUANTITIES)
