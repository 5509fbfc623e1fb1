"""A run as a zip for others: what is in it, and what its README says."""

from __future__ import annotations

import io
import zipfile

import pytest
import yaml

from core.errors import RunBroken
from core.paths import ROOT
from core.runs.run import Run
from core.runs.share import model_zip, readme


def shipped(name: str) -> Run:
    return Run(ROOT / "checkpoints" / name)


def test_the_zip_holds_the_files_as_they_are_and_is_the_same_twice() -> None:
    run = shipped("simple-cnn")
    packed = model_zip(run)
    assert packed == model_zip(run)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = {name.removeprefix("simple-cnn/") for name in archive.namelist()}
        assert names == {
            "README.md", "model.safetensors", "card.json", "recipe.yaml", "history.csv",
        }  # fmt: skip
        weights = archive.read("simple-cnn/model.safetensors")
    assert weights == (run.folder / "model.safetensors").read_bytes()


def test_a_run_whose_weights_were_not_kept_is_packed_without() -> None:
    with zipfile.ZipFile(io.BytesIO(model_zip(shipped("report-base-net")))) as archive:
        assert "report-base-net/model.safetensors" not in archive.namelist()
        assert "report-base-net/README.md" in archive.namelist()


def test_the_readme_is_a_model_card_with_the_measured_figure() -> None:
    text = readme(shipped("simple-cnn"))
    head = yaml.safe_load(text.split("---")[1])
    (model,) = head["model-index"]
    (result,) = model["results"]
    assert head["pipeline_tag"] == "image-classification"
    assert head["datasets"] == ["mnist"]
    assert result["metrics"] == [{"type": "accuracy", "value": 0.9934}]
    assert "# Simple CNN on MNIST" in text
    assert "813,802 weights" in text
    assert "Licence of the data: CC BY-SA 3.0" in text
    assert "| test/accuracy | 0.9934 |" in text


@pytest.mark.parametrize("name", ["kin", "jigsaw", "small-64d", "race-semi-hard"])
def test_every_kind_of_run_has_a_readme(name: str) -> None:
    text = readme(shipped(name))
    assert yaml.safe_load(text.split("---")[1])["tags"][0] == "embedscope"
    assert "None" not in text


def test_one_that_is_not_finished_is_refused(tmp_path) -> None:
    (tmp_path / "recipe.yaml").write_text("net: {name: light}\n")
    with pytest.raises(RunBroken):
        readme(Run(tmp_path))
