"""A classifier measured again says what its card says; what a card lacks can be written into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core import data
from core.__main__ import main
from core.errors import BadRecipe
from core.runs.answers import answers_of
from core.runs.card_file import write_card
from core.runs.run import Run
from core.tasks import train
from core.tasks.classify.remeasure import evaluate

MakeRun = Callable[..., Run]


class Found:
    """A data set that is here."""

    where = "here"


@pytest.fixture
def run(quick_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(data, "find", lambda _name: Found())
    made = quick_run("whole", data__classes=10, length__epochs=2)
    assert train([made])
    return made


def close(found: dict[str, Any], card: dict[str, Any], *, within: float) -> None:
    for name, metric in found.items():
        assert metric.value == pytest.approx(card[name].value, abs=within), name


def test_its_card_has_every_figure_and_the_images_say_the_same(run: Run) -> None:
    card = run.finished()
    found = evaluate(run)
    assert found["answers"] == "recomputed"
    assert card.temperature == pytest.approx(found["temperature"], rel=0.02)
    assert {"test/top5_accuracy", "test/brier/calibrated", "test/macro_f1"} <= set(card.metrics)
    close(found["metrics"], card.metrics, within=2e-3)  # half precision
    assert found["confusion"]["test"] == [list(row) for row in card.confusion["test"]]


def test_without_the_images_what_it_stored_says_it(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "find", lambda _name: None)
    found, card = evaluate(run), run.finished()
    assert (found["answers"], found["temperature"]) == ("stored", card.temperature)
    close(found["metrics"], card.metrics, within=5e-3)


def test_what_half_precision_lost_is_not_told_and_without_weights_nothing_is_run(run: Run) -> None:
    (run.folder / "model.safetensors").unlink()
    assert evaluate(run)["answers"] == "stored"
    assert "test/loss" in evaluate(run)["metrics"]
    place = run.folder / "embedding/test_probabilities.npy"
    stored = np.load(place)
    stored[0, run.labels("test")[0]] = 0  # smaller than half precision can say
    np.save(place, stored)
    found = evaluate(run)["metrics"]
    assert "test/loss" not in found
    assert "test/brier" in found


def test_a_card_is_completed_and_never_contradicted(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    card, place = run.finished(), run.folder / "card.json"
    few = {name: card.metrics[name] for name in ("test/accuracy", "train/loss")}
    write_card(place, replace(card, metrics=few, temperature=None))
    assert main(["evaluate", str(run.folder), "--keep"]) == 0
    assert "fitted on the validation images" in capsys.readouterr().out
    whole = Run(run.folder).finished()
    assert whole.metrics["test/accuracy"] == few["test/accuracy"]
    assert {"train/loss", "test/macro_f1", "test/loss/calibrated"} <= set(whole.metrics)
    assert whole.temperature is not None
    wrong = replace(few["test/accuracy"], value=0.99)
    write_card(place, replace(card, metrics={"test/accuracy": wrong}))
    before = place.read_bytes()
    assert main(["evaluate", str(run.folder), "--keep"]) == 2
    assert "Are these the images it was tested on?" in capsys.readouterr().err
    assert place.read_bytes() == before


def test_a_run_without_validation_has_no_temperature(quick_run: MakeRun) -> None:
    made = quick_run("bare", data__validation=0, length__epochs=1)
    assert train([made])
    card = made.finished()
    assert card.temperature is None
    assert not any(name.endswith("/calibrated") for name in card.metrics)
    answers = answers_of(made)
    assert answers.temperature is None
    assert answers.untempered is answers


def test_answers_are_over_the_temperature_and_tell_the_plain_softmax(run: Run) -> None:
    answers, temperature = answers_of(run), run.finished().temperature
    plain = np.asarray(run.probabilities(), np.float64)
    assert answers.temperature == temperature
    raised = plain ** (1 / temperature)
    assert answers.probabilities == pytest.approx(raised / raised.sum(1, keepdims=True), abs=1e-6)
    assert answers.untempered.probabilities == pytest.approx(plain, abs=2e-3)
    assert np.array_equal(answers.predicted, plain.argmax(1))


def test_a_run_with_a_class_held_out_and_tasks_that_cannot_say_so(
    quick_run: MakeRun, capsys: pytest.CaptureFixture[str]
) -> None:
    made = quick_run("held", data__hold_out="kind 1", length__epochs=1)
    assert train([made])
    with pytest.raises(BadRecipe, match="never saw one of its classes"):
        evaluate(made)
    card = replace(made.finished(), task="jigsaw")
    write_card(made.folder / "card.json", card)
    assert main(["evaluate", str(made.folder)]) == 2
    assert "task jigsaw cannot be measured again" in capsys.readouterr().err
