from __future__ import annotations

import argparse
import json

import numpy as np
import pytest

from core import data
from core.commands import evaluate as command
from core.errors import EmbedscopeError, RunBroken
from core.metrics.embedding import FIGURES
from core.recipes.recipe import recipe_to_text
from core.runs.run import Run
from core.tasks.embed.remeasure import evaluate, stored_rows
from core.tasks.embed.settings import Data, EmbeddingRecipe, Net


@pytest.fixture
def run(tmp_path):
    """An untrained LightModel on digits, stored with an embedding that is not its own."""
    from safetensors.torch import save_file

    from core.nets import build

    folder = tmp_path / "untrained"
    (folder / "embedding").mkdir(parents=True)
    recipe = EmbeddingRecipe(
        net=Net(name="light", dimension=2), data=Data("digits", validation=97), title="Untrained"
    )
    (folder / "recipe.yaml").write_text(recipe_to_text(recipe))
    save_file(build("light", dimension=2).state_dict(), folder / "model.safetensors")
    train, test = data.load("digits", "train"), data.load("digits", "test")
    card = {
        "title": "Untrained",
        "net": {"name": "light", "dimension": 2, "input_shape": [1, 28, 28]},
        "data": {"name": "digits", "classes": list(train.classes), "mean": [0.3], "std": [0.37]},
    }
    (folder / "card.json").write_text(json.dumps(card))
    for split, part in (("train", train), ("test", test)):
        circle = 2 * np.pi * part.labels / 10
        planted = np.stack([np.cos(circle), np.sin(circle)], axis=1).astype(np.float16)
        np.save(folder / "embedding" / f"{split}.npy", planted)
        np.save(folder / "embedding" / f"{split}_labels.npy", part.labels)
    return Run(folder)


def test_stored_embedding(run):
    found = evaluate(run, stored=True)
    assert found["embedding"] == "stored"
    assert found["metrics"]["test/knn_accuracy"].value == 1  # the planted one is perfect
    assert found["metrics"]["test/silhouette"].value == pytest.approx(1)
    assert found["data"]["train"] == len(run.labels("train"))


def test_without_points_that_vote_the_test_images_are_measured_alone(run):
    for name in ("train.npy", "train_labels.npy"):
        (run.folder / "embedding" / name).unlink()
    found = evaluate(run, stored=True)
    assert set(found["metrics"]) == {f"test/{name}" for name in FIGURES}
    assert found["metrics"]["test/recall_at_1"].value == 1
    assert "no training points" in found["source"]


def test_embeds_the_images_again(run):
    from core.metrics.summary import summarise
    from core.training.embed import embed, load_model

    found = evaluate(run)
    assert found["embedding"] == "recomputed"
    train, test = data.load("digits", "train"), data.load("digits", "test")
    rows = stored_rows(train.labels, run.recipe())
    assert found["data"]["train"] == len(rows) == len(train) - 97
    model, card = load_model(run), run.finished()
    expected = summarise(
        embed(model, np.asarray(train.images)[rows], card=card),
        train.labels[rows],
        embed(model, np.asarray(test.images), card=card),
        test.labels,
        classes=train.classes,
    )
    assert found["metrics"] == expected.metrics
    assert found["confusion"] == expected.confusion


def test_falls_back_to_what_is_stored_without_the_images(run, monkeypatch):
    monkeypatch.setattr(data, "find", lambda name: None)
    assert evaluate(run)["embedding"] == "stored"


def test_sample_of_voters():
    labels = np.arange(25_000) % 10
    rows = stored_rows(labels, EmbeddingRecipe(data=Data(validation=5000), evaluate="sample"))
    assert len(rows) == len(np.unique(rows)) == 10_000
    assert np.bincount(labels[rows]).tolist() == [1000] * 10
    every = stored_rows(labels, EmbeddingRecipe(data=Data(validation=5000)))
    assert len(every) == 20_000
    assert set(rows) <= set(every)


def test_missing_weights_say_so(run):
    (run.folder / "model.safetensors").unlink()
    with pytest.raises(RunBroken, match="weights"):
        evaluate(run)


def printed(capsys, *words):
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    assert command.run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def test_command(run, capsys):
    found = json.loads(printed(capsys, str(run.folder), "--stored", "--json"))
    assert found["checkpoint"] == "untrained"
    assert found["metrics"]["knn_accuracy_test"]["n"] == found["data"]["test"]
    text = printed(capsys, str(run.folder), "--stored")
    assert "1.0000 to 1.0000" in text
    assert "embedding stored" in text


def test_command_with_an_unknown_name():
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    with pytest.raises(EmbedscopeError, match="no-such-run"):
        command.run(parser.parse_args(["no-such-run"]))
