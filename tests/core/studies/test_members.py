from __future__ import annotations

import shutil

import pytest

from core.errors import UnknownName
from core.paths import ROOT
from core.recipes.recipe import changed
from core.runs.card import RunCard
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.studies.members import followed, member_runs, recipe_of, reported_accuracy
from core.studies.shipped import shipped
from core.studies.study import compared, studies, study


def test_every_study_names_recipes_that_are_there() -> None:
    assert {"ladder", "zooms", "augmentations", "optimisers", "transfer"} <= set(compared())
    assert len(study("transfer").recipes) == 4
    assert all(each.title and each.about for each in compared().values())
    orders = [each.order for each in studies().values()]
    assert orders == sorted(orders)
    with pytest.raises(UnknownName, match="ladder"):
        study("nothing")


def test_every_recipe_of_the_reports_is_in_a_study() -> None:
    named = {name for each in compared().values() for name in each.recipes}
    assert {name for name, recipe in shipped().items() if recipe.report} <= named


def test_reported_accuracies_are_shares() -> None:
    assert reported_accuracy("report-simple-cnn") == pytest.approx(0.9892)
    assert reported_accuracy("report-base-net") == pytest.approx(0.4192)
    assert reported_accuracy("report-transfer-augmented") == pytest.approx(0.915)
    assert reported_accuracy("report-base-net-flip") is None


def made(folder, recipe: str, *, card: bool, **settings) -> Run:
    run = Run(folder)
    RunWriter(run).begin(changed(shipped()[recipe], settings))
    if card:
        RunWriter(run).card(RunCard(name=run.name))
    return run


def test_a_member_is_a_run_of_the_same_setting_finished_ones_first(tmp_path) -> None:
    runs = {
        "going": made(tmp_path / "going", "report-base-net-zoom-20", card=False),
        "done": made(tmp_path / "done", "report-base-net-zoom-20", card=True, seed=4),
        "other": made(tmp_path / "other", "report-base-net-zoom-30", card=True, **{"keep": "best"}),
        "slow": made(tmp_path / "slow", "report-base-net-zoom-50", card=False),
    }
    shutil.copytree(ROOT / "checkpoints/light-2d", tmp_path / "light")
    runs["light"] = Run(tmp_path / "light")
    here = followed(runs.items())
    found = {member.recipe: member.run for member in member_runs(study("zooms"), here)}
    assert found == {
        "report-base-net-normalised": None,
        "report-base-net-zoom-20": "done",
        "report-base-net-zoom-30": None,
        "report-base-net-zoom-50": "slow",
    }
    assert recipe_of(runs["light"]) is None
    assert recipe_of(Run(tmp_path / "nothing")) is None


def test_the_shipped_checkpoints_stand_in_their_study() -> None:
    runs = {name: Run(ROOT / f"checkpoints/{name}") for name in ("base-net", "simple-cnn")}
    here = followed(runs.items())
    found = {member.recipe: member for member in member_runs(study("ours"), here)}
    assert found["base-net"].run == "base-net"
    assert found["base-net"].title.endswith("(ours)")
    assert found["report-base-net"].run is None
    assert found["report-base-net"].reported == pytest.approx(0.4192)
