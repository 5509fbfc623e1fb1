from __future__ import annotations

import json

import pytest

from core import paths
from core.errors import UnknownName
from core.recipes.recipe import changed, load_recipe, recipe_names
from core.studies import reported, study

KEYS = ["report", "experiment", "recipe", "metric", "reported", "reproduced", "ours"]
MORE = ["interval", "n", "seeds", "stand_in", "shared_with", "agreement", "note"]


def card(folder, name, metrics):
    (folder / name).mkdir()
    (folder / name / "card.json").write_text(json.dumps({"metrics": metrics}))


@pytest.fixture
def checkpoints(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "CHECKPOINTS", tmp_path)
    return tmp_path


def figures(report):
    return {(row.experiment, row.metric): row.reported for row in reported.rows(report=report)}


def test_rows_have_the_keys_and_are_unique():
    rows = reported.rows()
    assert list(rows[0].as_dict()) == [*KEYS, *MORE]
    assert len({(row.report, row.experiment, row.metric) for row in rows}) == len(rows)
    assert all(isinstance(row.reported, int | float) for row in rows)
    assert list(reported.titles()) == ["000", "001", "002", "003", "004"]


def test_the_reports_own_results_are_all_there():
    known = figures("000")
    assert known["Random triplets, ResNet-18", "test loss"] == 0.0621
    assert known["Random triplets, ResNet-18", "accuracy, test"] == 0.1042
    assert known["Online batch-hard, ResNet-18", "test loss"] == 0.00102
    assert known["Online batch-hard, ResNet-18", "ROC AUC, test"] == 0.663
    assert known["Online batch-hard, LightModel", "test loss"] == pytest.approx(8.61e-6)
    assert known["Online batch-hard, LightModel", "accuracy, train"] == 0.51175
    assert known["Online batch-hard, LightModel", "silhouette, test"] == -0.0159
    assert (
        known["Grid: d 2, learning rate 0.01, margin 0.001", "loss, 4-fold CV"] == 0.0007436529413
    )
    assert sum(name.startswith("Grid") for name, _ in known) == 17
    for report, expected in {
        "001": [0.499, 0.524, 0.541, 0.559, 0.722, 0.723, 0.726, 0.716, 0.591, 0.618, 0.745, 0.759],
        "002": [37.66, 52.7, 91, 96.91],
        "003": [98.92, 813_600, 70.12, 6_199_498, 0.72, 0.905, 0.91, 0.915],
        "004": [0.4192, 0.6796, 0.7491, 0.394, 0.414, 0.471, 0.446],
    }.items():
        assert set(expected) <= set(figures(report).values())


def test_loss_over_margin_is_the_reported_loss_over_the_recipes_margin():
    for row in reported.rows(report="000"):
        if row.metric == "test loss / margin":
            loss = figures("000")[row.experiment, "test loss"]
            margin = load_recipe(row.recipe_name).margin.value
            assert row.reported == pytest.approx(loss / margin, rel=0.01)


def test_recipes_exist_and_take_their_settings():
    named = [row for row in reported.rows() if row.recipe]
    assert {row.recipe_name for row in named} <= set(recipe_names())
    grid = [row for row in named if row.recipe_name == "report-grid"]
    assert len({row.recipe for row in grid}) == 17
    for row in grid:
        recipe = changed(load_recipe(row.recipe_name), row.settings)
        assert f"net.dimension={recipe.net.dimension} " in row.recipe
        assert row.experiment.startswith(f"Grid: d {recipe.net.dimension},")
        assert f"learning rate {recipe.optimiser.lr:g}," in row.experiment
        assert row.experiment.endswith(f"margin {recipe.margin.value:g}")


def test_figures_come_from_the_cards(checkpoints):
    card(
        checkpoints,
        "report-batch-hard-light",
        {
            "knn_accuracy_test": {"value": 0.4, "low": 0.39, "high": 0.41, "n": 10_000},
            "test_loss": 9e-6,
        },
    )
    card(checkpoints, "light-2d", {"knn_accuracy_test": {"value": 0.86}, "test_loss": 0.2})
    card(checkpoints, "small-2d", {"knn_accuracy_test": {"value": 0.91}})
    rows = {(row.experiment, row.metric): row for row in reported.rows(report="000")}
    light = rows["Online batch-hard, LightModel", "accuracy, test"]
    assert (light.reported, light.reproduced, light.ours) == (0.4101, 0.4, 0.86)
    assert (light.reproduced_by, light.ours_by) == ("report-batch-hard-light", "light-2d")
    loss = rows["Online batch-hard, LightModel", "test loss"]
    assert (loss.reproduced, loss.ours) == (9e-6, None)  # losses of two strategies do not compare
    resnet = rows["Online batch-hard, ResNet-18", "accuracy, test"]
    assert (resnet.reproduced, resnet.ours) == (None, 0.91)


def test_a_report_is_one_file(tmp_path, monkeypatch, checkpoints):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "777.yaml").write_text(
        'report: "777"\ntitle: New\norder: 7\nexperiments:\n  - name: x\n    figures:\n'
        "      - {metric: m, reported: 2}\n"
    )
    monkeypatch.setattr(study, "FOLDER", folder)
    (row,) = reported.rows()
    said = row.as_dict()
    assert [said[key] for key in KEYS] == ["777", "x", None, "m", 2, None, None]
    assert said["interval"] == {"reported": None, "reproduced": None, "ours": None}


def test_unknown_report():
    with pytest.raises(UnknownName, match="000, 001"):
        reported.rows(report="999")
