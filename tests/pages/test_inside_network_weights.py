"""Inside the network: layers that are measured, those still to be measured, the pruned net."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import save_file

from core.jobs.jobs import jobs
from core.jobs.kinds import PROBE
from tests.pages.screen import open_screen, texts

LAYERS = ("pixels", "conv 1", "conv 2", "penultimate", "output")


@pytest.fixture
def pair(folders):
    """A net and one that was cut from it, both probed; no weights that could be loaded."""
    labels = np.arange(90) % 3
    for name, scale, wrong in (("wide", 8, 3), ("thin", 1, 9)):
        folder = folders / "checkpoints" / name
        shutil.rmtree(folder, ignore_errors=True)  # another fixture's of the same name
        (folder / "embedding").mkdir(parents=True)
        (folder / "probe").mkdir()
        shares = np.eye(3)[np.where(np.arange(90) < wrong, (labels + 1) % 3, labels)]
        np.save(folder / "embedding/test_probabilities.npy", shares.astype(np.float16))
        np.save(folder / "embedding/test_labels.npy", labels.astype(np.int16))
        save_file({"weight": np.zeros(250 * scale, np.float32)}, folder / "model.safetensors")
        (folder / "recipe.yaml").write_text(
            f"title: The {name}\nabout: Cut to a tenth.\ntask: classify\n"
        )
        counts = [0, 10 * scale, 20 * scale, 400 * scale, 30]
        accuracy = {"value": 1 - wrong / 90, "low": 0.8, "high": 0.99, "n": 90}
        card = {
            "title": f"The {name}",
            "recipe": "simple-cnn-pruned",
            "net": {
                "name": "simple-cnn",
                "dimension": 3,
                "input_shape": [1, 28, 28],
                "parameters": sum(counts),
                **({"pruned_from": "wide"} if name == "thin" else {}),
            },
            "data": {"name": "mnist", "classes": ["a", "b", "c"]},
            "metrics": {"test_accuracy": accuracy},
            "created": "today",
            "steps": 5,
        }
        (folder / "card.json").write_text(json.dumps(card))
        layers = [
            {
                "title": title,
                "parameters": count,
                "values": 10,
                "squares": 1,
                "accuracy": share,
                "low": share - 0.01,
                "high": share + 0.01,
                "strength": 0.1,
                "converged": True,
            }
            for title, count, share in zip(
                LAYERS, counts, (0.5, 0.8, 0.97, 0.98, 0.98), strict=True
            )
        ]
        content = {"layers": layers, "net": 0.98, "train": 50, "test": 90}
        content["of"] = {"created": "today", "steps": 5}
        (folder / "probe/layers.json").write_text(json.dumps(content))
    return folders


def test_the_pruned_nets_parent_comes_first(pair):
    page = open_screen("inside_network", view="layers")
    assert not page.exception
    assert page.selectbox[0].value == "wide"
    said = texts(page)
    assert "Most weights lead to **penultimate**: 3,200 of 3,470" in said
    assert "already has a test accuracy of .970" in said


def test_the_worked_answer(pair):
    page = open_screen("inside_network", view="pruning")
    assert not page.exception
    assert page.selectbox[0].value == "wide"
    said = texts(page)
    assert f"**{461 / 3470:.1%}** of the parameters are kept; accuracy -.0667." in said
    assert "Only The wide gets 6 images right, only The thin 0" in said
    assert "Cut to a tenth." in said
    links = {each.proto.label: each.proto.query_string for each in page.get("page_link")}
    assert links["Prune it again, from the same net"] == "recipe=simple-cnn-pruned"


def test_the_same_from_the_pruned_side(pair):
    page = open_screen("inside_network", view="pruning", run="thin")
    assert not page.exception
    assert "of the parameters are kept" in texts(page)


def test_layers_not_measured_yet_are_measured_as_a_job(pair, monkeypatch):
    from core.data import Found
    from pages.inside_network import probes

    (pair / "checkpoints/wide/probe/layers.json").unlink()
    monkeypatch.setattr(probes, "find", lambda name: Found)
    page = open_screen("inside_network", view="layers", run="wide")
    assert "not measured yet" in texts(page)
    page.button[0].click().run()
    assert not page.exception
    (job,) = jobs().all()
    assert (job.kind, job.about, job.state) == (PROBE, {"run": "wide"}, "queued")
    assert "**Layers of The wide**" in texts(page)
    assert "not measured yet" not in texts(page)


def test_without_the_data_it_says_how_to_get_it(pair, monkeypatch):
    from pages.inside_network import probes

    (pair / "checkpoints/wide/probe/layers.json").unlink()
    monkeypatch.setattr(probes, "find", lambda name: None)
    page = open_screen("inside_network", view="layers", run="wide")
    assert "and MNIST is not on this machine" in texts(page)
    labels = [button.label for button in page.button]
    assert "Get MNIST (12 MB)" in labels
    assert "Measure the layers" not in labels


def test_a_broken_file_is_a_sentence(pair):
    (pair / "checkpoints/wide/probe/layers.json").write_text("{")
    page = open_screen("inside_network", view="layers", run="wide")
    assert not page.exception
    assert any("“wide”" in warning.value for warning in page.warning)
