import json
from pathlib import Path

import numpy as np
import pytest

from core.__main__ import main
from core.embeddings import find_embedding_set


def test_it_makes_a_cloud_and_says_so(folders: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["cloud", "--run", "tiny"]) == 0
    name, rest = capsys.readouterr().out.split(":", 1)
    assert find_embedding_set(name).about()["count"] == 400
    assert "400 points of 2 numbers" in rest


def test_json_and_predictions(folders: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["cloud", "--pixels", "digits", "--sample", "50", "--predict", "--json"]) == 0
    about = json.loads(capsys.readouterr().out)
    assert about["count"] == 50
    assert [column["name"] for column in about["columns"]] == ["predicted", "correct", "confidence"]


def test_what_is_wrong_goes_to_stderr(folders: Path, capsys: pytest.CaptureFixture[str]):
    np.save(folders / "flat.npy", np.arange(5))
    assert main(["cloud", "--file", str(folders / "flat.npy")]) == 2
    assert "two axes" in capsys.readouterr().err
