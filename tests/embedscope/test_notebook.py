"""Cells without a notebook: what they hold, what comes back, and what they refuse."""

from __future__ import annotations

import base64
import importlib.util
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import embedscope
from embedscope.notebook.neighbours import nearest

if importlib.util.find_spec("anywidget") is None:
    pytest.skip("anywidget is not installed: pip install anywidget", allow_module_level=True)
LABELS = np.arange(60) % 3
RANDOM = np.random.default_rng(0)
WIDE = (np.eye(3)[LABELS] * 9 + RANDOM.normal(size=(60, 3))) @ RANDOM.normal(size=(3, 8))


def bits(rows: list[int], count: int = 60) -> str:
    """As the map's scripts pack what is selected."""
    flags = np.zeros(count, np.uint8)
    flags[rows] = 1
    return base64.b64encode(np.packbits(flags, bitorder="little").tobytes()).decode()


def read(cell: Any, name: str) -> np.ndarray:
    return np.load(io.BytesIO(cell._files[name]), allow_pickle=False)


def test_what_is_drawn_round_comes_back_and_can_be_observed() -> None:
    cell = embedscope.map(WIDE, labels=LABELS)
    seen: list[list[int]] = []
    cell.observe(lambda change: seen.append(change["new"].tolist()), "selection")
    cell._chosen = bits([5, 2, 59])
    assert cell.selection.tolist() == [2, 5, 59]
    assert WIDE[cell.selection].shape == (3, 8)
    cell._chosen = ""
    assert seen == [[2, 5, 59], []]
    assert cell._wish is None


def test_the_notebook_selects_too() -> None:
    cell = embedscope.map(WIDE)
    cell.selection = [7, 3, 7]
    assert cell._wish["rows"] == [3, 7]
    before = cell._wish["at"]
    cell.selection = np.array([1])
    assert cell._wish == {"at": before + 1, "rows": [1]}
    with pytest.raises(embedscope.BadValues, match="rows 0 to 59"):
        cell.selection = [60]


def test_arrays_travel_as_bytes_and_pictures_on_sheets() -> None:
    images = np.random.default_rng(1).integers(0, 255, (60, 8, 8), dtype=np.uint8)
    cell = embedscope.map(
        WIDE,
        images=images,
        labels=[["ape", "bee", "cat"][label] for label in LABELS],
        names=[f"no. {row}" for row in range(60)],
        columns={"how sure": np.linspace(0, 1, 60), "right": LABELS == 0},
    )
    assert cell._head["classes"] == ["ape", "bee", "cat"]
    assert np.array_equal(read(cell, "labels.npy"), LABELS)
    assert read(cell, "points.npy").shape == (60, 2)
    assert read(cell, "columns/c0.npy")[-1] == 1
    assert [column["kind"] for column in cell._head["columns"]] == ["number", "class"]
    assert json.loads(cell._files["names.json"])[59] == "no. 59"
    assert cell._head["sheets"]["count"] == 60
    assert cell._files["thumbs/000.webp"][8:12] == b"WEBP"


def test_the_caption_says_how_the_points_came_about() -> None:
    middle = WIDE - WIDE.mean(0)
    variance = np.linalg.svd(middle, compute_uv=False) ** 2
    share = variance[:2].sum() / variance.sum()
    assert f"PCA: two axes, {share:.0%} of the variance" in embedscope.map(WIDE)._told
    flat = embedscope.map(WIDE[:, :2])
    assert np.allclose(read(flat, "points.npy"), WIDE[:, :2].astype(np.float32))
    assert "as they are" in flat._told
    own = embedscope.map(WIDE, points=WIDE[:, :3])
    assert read(own, "points.npy").shape == (60, 3)
    broken = WIDE.copy()
    broken[4] = np.nan
    cell = embedscope.map(broken)
    assert np.isnan(read(cell, "points.npy")[4]).all()
    assert "1 vectors that are not finite" in cell._told


def test_a_pinned_point_s_neighbours_are_the_nearest_of_all() -> None:
    values = WIDE.astype(np.float32)
    values[9] = np.inf
    near = nearest(values, 3, 5)
    away = np.linalg.norm(WIDE - WIDE[3], axis=1)
    away[[3, 9]] = np.inf
    assert [row for row, _ in near] == np.argsort(away)[:5].tolist()
    assert near[0][1] == pytest.approx(away.min(), rel=1e-3)
    cell = embedscope.map(WIDE)
    cell.pinned = 3
    assert (cell._card["row"], len(cell._card["near"])) == (3, 8)
    cell.pinned = None
    assert cell._card is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"labels": LABELS[:5]}, "5 labels for 60"),
        ({"names": ["x"]}, "1 names for 60"),
        ({"images": np.zeros((2, 8, 8), np.uint8)}, "2 images for 60"),
        ({"columns": {"loss": [1.0]}}, "The column loss"),
        ({"points": WIDE}, "n, 2 or 3"),
        ({"method": "tsne"}, "one of pca, umap"),
    ],
)
def test_what_does_not_fit_is_told(given: dict[str, Any], says: str) -> None:
    with pytest.raises(embedscope.BadValues, match=says):
        embedscope.map(WIDE, **given)


def watched(folder: Path, name: str, labels: np.ndarray = LABELS) -> embedscope.Run:
    run = embedscope.Run(name, probe=labels, folder=folder)
    for step in range(3):
        run.embed(step, WIDE[: len(labels)] * (1 + step))
    return run


def head_of(cell: Any) -> dict[str, Any]:
    length = int(np.frombuffer(cell._data[:4], "<u4")[0])
    found: dict[str, Any] = json.loads(cell._data[4 : 4 + length])
    return found


def test_a_race_shows_runs_however_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path))
    one, other = watched(tmp_path, "one"), watched(tmp_path, "other")
    cell = embedscope.race(["one", other, tmp_path / "one"])
    assert [lane["name"] for lane in head_of(cell)["lanes"]] == ["one", "other"]
    named = embedscope.race({"mine": one})
    assert head_of(named)["lanes"][0]["steps"] == [0, 1, 2]
    one.embed(3, WIDE)
    named.refresh()
    assert head_of(named)["lanes"][0]["steps"] == [0, 1, 2, 3]
    named._only = [1]
    assert named.selection.tolist() == np.flatnonzero(LABELS == 1).tolist()


def test_a_race_of_other_images_or_of_nothing_is_refused(tmp_path: Path) -> None:
    runs = [watched(tmp_path, "one"), watched(tmp_path, "two", LABELS[:30])]
    with pytest.raises(embedscope.BadValues, match="other images"):
        embedscope.race(runs)
    with pytest.raises(embedscope.BadValues, match="no run with frames"):
        embedscope.race("nobody")
    with pytest.raises(embedscope.BadValues, match="no run to show"):
        embedscope.race([])


def test_the_package_is_imported_without_the_cells_and_says_what_they_need() -> None:
    program = (
        "import sys, embedscope; assert 'embedscope.notebook' not in sys.modules;"
        "sys.modules['anywidget'] = None\n"
        "try: embedscope.map([[1, 2]])\n"
        "except ImportError as error: print(error)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert "pip install 'embedscope[notebook]'" in told
