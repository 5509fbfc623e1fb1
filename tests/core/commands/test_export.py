"""`python -m core export` of points, and the models process's call for the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from core import inference
from core.__main__ import main
from core.embeddings.sources import make
from core.errors import BadSource


def test_points_are_saved_by_name(
    folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    digits = make({"kind": "pixels", "data": "digits", "split": "all", "sample": 60})
    monkeypatch.chdir(tmp_path)
    asked = ["export", digits.name, "--as", "parquet", "--where", "class=3", "--neighbours", "2"]
    assert main(asked) == 0
    path = tmp_path / f"{digits.name}-selection.parquet"
    table = pq.ParquetFile(path).read()
    assert set(table["class"].to_pylist()) == {"3"}
    assert len(table["neighbours"][0]) == 2
    assert f"{table.num_rows:,} points" in capsys.readouterr().out
    assert main(["export", digits.name, "--as", "csv", "--where", "class=x"]) == 2
    assert list(tmp_path.glob("*.csv")) == []


def test_a_run_s_test_images_are_points(folders: Path, tmp_path: Path) -> None:
    assert main(["export", "wide", "--as", "npz", "--out", str(tmp_path / "w.npz")]) == 0
    with np.load(tmp_path / "w.npz") as arrays:
        assert arrays["vectors"].shape[1] == 5
    assert main(["export", "nobody", "--as", "npz"]) == 2


def test_the_call_leaves_a_file_to_the_asker(folders: Path) -> None:
    digits = make({"kind": "pixels", "data": "digits", "split": "all", "sample": 60})
    asked = {"embedding_set": digits.name, "form": "npz", "rows": np.arange(5)}
    path = Path(inference.answer("export-points", asked)["path"])
    with np.load(path) as arrays:
        assert arrays["vectors"].shape == (5, 64)
    shutil.rmtree(path.parent)
    with pytest.raises(BadSource):
        inference.answer("export-points", {**asked, "rows": np.array([99])})
