from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.embeddings import EmbeddingSetWriter
from core.embeddings.maps import ProjectionSpec, find
from core.embeddings.sources import stored
from core.runs.find import find_run


@pytest.fixture
def embedding_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("EMBEDSCOPE_EMBEDDINGS", str(tmp_path / "clouds"))
    writer = EmbeddingSetWriter("cube")
    writer.vectors(np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32))
    writer.labels(np.arange(60) % 2)
    writer.finish(title="A cube", source={}, classes=["a", "b"], count=60, dimension=4)
    return "cube"


def test_a_map_is_made_and_found_again(embedding_set: str, capsys: pytest.CaptureFixture[str]):
    asked = [
        "project",
        embedding_set,
        "--set",
        "perplexity=5",
        "--set",
        "iterations=60",
        "--seed",
        "2",
    ]
    assert main([*asked, "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert (first["method"], first["seed"]) == ("tsne", 2)
    assert first["parameters"]["perplexity"] == 5
    assert main(asked) == 0
    text = capsys.readouterr().out
    assert first["map"] in text
    assert f"{first['quality']['trustworthiness']['value']:.4f}" in text
    assert main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == first


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--set", "perplexity"], "write NAME=VALUE"),
        (["--set", "perplexity=0"], "choose a number from 2 to 200"),
        (["--method", "tsn"], "Must be one of: own, pacmap, pca, tsne, umap"),
        (["--method", "pca", "--dimensions", "5"], "2 or 3 dimensions, not 5"),
    ],
)
def test_what_is_wrong_is_said(
    embedding_set: str, more: list[str], message: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["project", embedding_set, *more]) == 2
    assert message in capsys.readouterr().err


def test_a_map_travels_with_its_checkpoint(folders: Path, capsys: pytest.CaptureFixture[str]):
    run = find_run("wide")
    embedding_set = stored(run)
    assert (
        main(["project", embedding_set.name, "--method", "pca", "--seed", "4", "--ship", "--json"])
        == 0
    )
    made = json.loads(capsys.readouterr().out)["map"]
    shutil.rmtree(embedding_set.folder)  # another machine
    again = stored(run)
    assert list(again.maps()) == [made, "pca"]  # the shipped one is shown first
    assert find(again, ProjectionSpec("pca", seed=4)).about()["quality"]
    assert not (run.folder / "maps" / made / "frames").exists()


def test_only_a_runs_own_map_can_be_shipped(embedding_set: str, capsys: pytest.CaptureFixture[str]):
    assert main(["project", embedding_set, "--method", "pca", "--ship"]) == 2
    assert "can be shipped" in capsys.readouterr().err
