"""Probes of a whole run: measured, kept, told in words, and asked for as a job."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core import data
from core.data.image_set import ImageSet
from core.diagnosis.layer_probes import LayerProbe, Probes, measure_probes, probes_of
from core.diagnosis.layer_words import in_words
from core.errors import RunBroken, UnknownName
from core.jobs.jobs import LocalJobs
from core.jobs.kinds import PROBE
from core.jobs.kinds.probe import described
from core.jobs.worker import work
from core.runs.card_file import write_card
from core.runs.run import Run


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """An untrained net on squares whose place tells the class."""
    from safetensors.torch import save_file

    from core.nets import build

    def made(name: str, split: str) -> ImageSet:
        draw = np.random.default_rng(0 if split == "train" else 1)
        labels = np.arange(60) % 3
        images = draw.integers(0, 50, (60, 28, 28))
        for image, label in zip(images, labels, strict=True):
            image[4 + 7 * label : 10 + 7 * label, 8:20] += 150
        return ImageSet(name, split, images.astype(np.uint8), labels, ("a", "b", "c"), "made")

    monkeypatch.setattr(data, "load", made)
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "recipe.yaml").write_text("title: Made\ntask: classify\n")
    save_file(build("simple-cnn", dimension=3).state_dict(), folder / "model.safetensors")
    card = {
        "net": {"name": "simple-cnn", "dimension": 3, "input_shape": [1, 28, 28]},
        "data": {"name": "mnist", "classes": ["a", "b", "c"], "mean": [0.1], "std": [0.3]},
        "metrics": {"test_accuracy": {"value": 0.4}},
        "created": "today",
        "steps": 3,
    }
    (folder / "card.json").write_text(json.dumps(card))
    return Run(folder)


def test_every_layer_is_measured_and_kept(run: Run) -> None:
    assert probes_of(run) is None
    seen: list[tuple[int, int, str]] = []
    assert measure_probes(run, progress=lambda *step: seen.append(step))
    found = probes_of(run)
    assert found is not None
    titles = [layer.title for layer in found.layers]
    assert titles == ["pixels", "conv 1", "conv 2", "penultimate", "output"]
    assert [title for _, _, title in seen] == [*titles, ""]
    assert (found.net, found.train, found.test) == (0.4, 60, 60)
    assert found.layers[0].accuracy == 1.0  # the place of the square is a straight cut
    assert all(layer.low <= layer.accuracy <= layer.high for layer in found.layers)
    write_card(run.folder / "card.json", replace(run.finished(), created="tomorrow"))
    assert probes_of(run) is None


def test_stopped_leaves_nothing(run: Run) -> None:
    assert not measure_probes(run, stop=lambda: True)
    assert not (run.folder / "probe").exists()


def test_a_broken_file_is_named(run: Run) -> None:
    (run.folder / "probe").mkdir()
    (run.folder / "probe/layers.json").write_text("{}")
    with pytest.raises(RunBroken, match=r"layers\.json"):
        probes_of(run)


def test_as_a_job(run: Run, tmp_path: Path) -> None:
    queue = LocalJobs(tmp_path / "jobs")
    job = queue.start(PROBE, described(str(run.folder)), title="Layers")
    assert (queue.state(job).kind, queue.state(job).runs) == ("probe", ())
    assert work(tmp_path / "jobs" / job) == 0
    assert queue.state(job).state == "done"
    assert probes_of(run) is not None
    with pytest.raises(UnknownName):
        described("no-such-run")


def test_words_say_where_the_classes_come_apart() -> None:
    def layer(title: str, parameters: int, accuracy: float) -> LayerProbe:
        return LayerProbe(title, parameters, 10, 1, accuracy, accuracy, accuracy, 0.1, True)

    layers = (
        layer("pixels", 0, 0.5),
        layer("conv", 100, 0.985),
        layer("dense", 900, 0.99),
        layer("output", 0, 0.97),
    )
    said = in_words(Probes(layers, 0.99, 10, 10))
    assert said.startswith("Most weights lead to **dense**: 900 of 1,000 (90.0%).")
    probe = "A linear probe of **conv**, just before it, already has a test accuracy of .985"
    assert f"{probe} with 100 parameters (10.0%); these weights add .005, to .990." in said
    assert said.endswith("That is where to prune.")
    needed = (layer("pixels", 0, 0.5), layer("dense", 900, 0.9), layer("output", 100, 0.95))
    said = in_words(Probes(needed, None, 10, 10))
    assert "the bare pixels already has a test accuracy of .500;" in said
    assert "add .400" in said
    assert "where to prune" not in said
    assert said.endswith("The best probe is that of **output**: .950.")
