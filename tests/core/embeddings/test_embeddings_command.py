import json
from pathlib import Path

import numpy as np
import pytest

from core import paths
from core.__main__ import main
from core.embeddings import find_embedding_set


def test_it_makes_a_cloud_and_says_so(folders: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["embeddings", "--run", "tiny"]) == 0
    name, rest = capsys.readouterr().out.split(":", 1)
    assert find_embedding_set(name).about()["count"] == 400
    assert "400 points of 2 numbers" in rest


def test_json_and_predictions(folders: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["embeddings", "--pixels", "digits", "--sample", "50", "--predict", "--json"]) == 0
    about = json.loads(capsys.readouterr().out)
    assert about["count"] == 50
    assert [column["name"] for column in about["columns"]] == ["predicted", "correct", "confidence"]


def test_what_is_wrong_goes_to_stderr(folders: Path, capsys: pytest.CaptureFixture[str]):
    np.save(folders / "flat.npy", np.arange(5))
    assert main(["embeddings", "--file", str(folders / "flat.npy")]) == 2
    assert "two axes" in capsys.readouterr().err


def test_the_earlier_name_works_and_says_the_new_one(folders: Path, capsys) -> None:
    assert main(["cloud", "--file", str(folders / "flat.npy")]) == 2
    assert capsys.readouterr().err.startswith("`cloud` is called `embeddings` now.")


def test_the_earlier_variable_works_and_says_the_new_one(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.delenv("EMBEDSCOPE_EMBEDDINGS", raising=False)
    monkeypatch.setenv("EMBEDSCOPE_CLOUDS", str(tmp_path))
    paths._say_once.cache_clear()
    assert paths.embedding_sets_folder() == paths.embedding_sets_folder() == tmp_path
    assert capsys.readouterr().err.count("EMBEDSCOPE_EMBEDDINGS") == 1
