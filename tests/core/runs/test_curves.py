from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from core.errors import UnknownName
from core.paths import ROOT
from core.runs.curves import TABLE, as_csv, best_of, curves_of
from core.runs.run import Run

SHIPPED = ("base-net", "light-2d", "report-kin-dense")


def history() -> dict[str, np.ndarray]:
    nan = np.nan
    return {
        "step": np.array([0.0, 5, 10, 10, 15, 20, 20]),
        "epoch": np.array([0, 0.5, 1, 1, 1.5, 2, 2]),
        "seconds": np.array([0, 1, 2, 3, 4, 5, 6.0]),
        "loss": np.array([nan, 3, 2, nan, 1.5, 1, nan]),
        "accuracy": np.array([nan, 0.1, 0.3, nan, 0.4, 0.5, nan]),
        "validation_loss": np.array([4, nan, nan, 2.5, nan, nan, 2.75]),
        "validation_accuracy": np.array([0.1, nan, nan, 0.2, nan, nan, 0.3]),
        "lr": np.array([nan, 0.1, 0.1, nan, 0.1, 0.1, nan]),
    }


def test_curves_hold_the_points_that_were_taken() -> None:
    curves = {(curve.quantity, curve.split): curve for curve in curves_of(history())}
    assert set(curves) == {
        ("loss", "train"),
        ("loss", "validation"),
        ("accuracy", "train"),
        ("accuracy", "validation"),
        ("learning rate", "train"),
    }
    loss = curves["loss", "train"]
    assert loss.value.tolist() == [3, 2, 1.5, 1]
    assert loss.axis("epochs").tolist() == [0.5, 1, 1.5, 2]
    assert loss.axis("steps").tolist() == [5, 10, 15, 20]
    assert curves["loss", "validation"].axis("seconds").tolist() == [0, 3, 6]
    with pytest.raises(UnknownName, match="epochs, seconds, steps"):
        loss.axis("hours")


def test_the_best_epoch_is_the_one_of_the_lowest_validation_loss() -> None:
    best = best_of(history())
    assert best is not None
    assert (best.epoch, best.step, best.loss, best.accuracy) == (1, 10, 2.5, 0.2)
    assert (best.at("epochs"), best.at("steps"), best.at("seconds")) == (1, 10, 3)
    without = {**history(), "validation_loss": np.full(7, np.nan)}
    assert best_of(without) is None
    assert best_of({"step": np.zeros(0), "loss": np.zeros(0)}) is None


def test_of_an_embedding_the_accuracy_is_that_of_neighbours_and_of_models_the_first_counts() -> (
    None
):
    of = {name: curves_of(Run(ROOT / f"checkpoints/{name}").history()) for name in SHIPPED}
    embedded = {(curve.quantity, curve.split) for curve in of["light-2d"]}
    assert ("accuracy", "validation") in embedded
    assert ("loss", "validation") not in embedded
    assert all(np.isfinite(curve.value).all() for curves in of.values() for curve in curves)
    taken = Run(ROOT / "checkpoints/report-kin-dense").history()
    assert len(taken["step"]) > 30
    assert all(len(curve.value) == 30 for curve in of["report-kin-dense"])


@pytest.mark.parametrize("name", SHIPPED)
def test_the_table_says_every_point_of_the_file_once(name: str) -> None:
    run = Run(ROOT / f"checkpoints/{name}")
    rows = list(csv.DictReader(io.StringIO(as_csv({"a": run.history()}))))
    assert tuple(rows[0]) == TABLE
    names = {
        ("loss", "train"): "loss",
        ("loss", "validation"): "validation_loss",
        ("accuracy", "train"): "accuracy",
        ("accuracy", "validation"): "knn_accuracy" if name == "light-2d" else "validation_accuracy",
        ("learning rate", "train"): "lr",
    }
    slow = []
    with (run.folder / "history.csv").open() as lines:
        for row in csv.DictReader(lines):
            if row.get("model", "0") != "0":
                continue
            for (quantity, split), column in names.items():
                if row.get(column):
                    slow.append((quantity, split, float(row["step"]), float(row[column])))
    fast = [(r["quantity"], r["split"], float(r["step"]), float(r["value"])) for r in rows]
    assert sorted(fast) == sorted(slow)
