"""Training: what a run leaves, that seeds decide it, and that a stop does not change it."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from safetensors.numpy import load_file
from sklearn.metrics import silhouette_samples

from core.errors import BadRecipe, UnknownName
from core.losses import strategies
from core.runs.run import Run
from core.tasks import train
from core.training.embed import embed, load_model
from tests.killing import apart, ended, kill_at, without_compiler

MakeRun = Callable[..., Run]
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("few_digits")]


def weights(run: Run) -> dict[str, np.ndarray]:
    return load_file(run.folder / "model.safetensors")


def same(first: Run, second: Run) -> bool:
    mine, other = weights(first), weights(second)
    return mine.keys() == other.keys() and all(np.array_equal(mine[k], other[k]) for k in mine)


def stop_after(steps: int) -> Callable[[], bool]:
    calls = iter(range(steps + 1))
    return lambda: next(calls) >= steps


def test_a_run_leaves_everything_that_pages_read(quick_run: MakeRun) -> None:
    run = quick_run("whole", net__dimension=3, data__validation=200)
    seen: list[int] = []
    assert train([run], progress=lambda step, steps, message: seen.append(step))
    assert seen[:12] == list(range(1, 13))
    history = run.history()
    logged = ~np.isnan(history["loss"])
    assert list(history["step"][logged]) == list(range(1, 13))
    for column in ("loss_over_margin", "active_share", "spread", "grad_norm", "lr", "margin"):
        assert np.isfinite(history[column][logged]).all(), column
    assert run.frame_steps() == [0, 3, 6, 9, 12]
    assert run.frame(12).shape == (100, 3)
    probe = run.probe()
    assert probe.split == "train"
    assert len(probe.indices) == len(run.probe_labels()) == 100
    card = run.finished()
    assert card.data.validation == 200
    assert card.metric("test/knn_accuracy").n == card.data.test
    assert run.embedding("test").shape == (card.data.test, 3)
    assert run.thumbs("test").count == card.data.test
    assert not (run.folder / "resume").exists()


def test_kept_weights_give_the_stored_embedding(quick_run: MakeRun) -> None:
    from core import data

    run = quick_run("kept", length__steps=40)
    train([run])
    test = data.load("digits", "test")
    again = embed(load_model(run), np.asarray(test.images), card=run.finished())
    stored = run.embedding("test").astype(np.float32)
    assert np.abs(again - stored).max() < 1e-2 * stored.std()


def test_training_learns_and_says_so(quick_run: MakeRun) -> None:
    run = quick_run("learns", strategy__name="nca", length__steps=150, ema__decay=0.9)
    train([run])
    accuracy = run.history()["knn_accuracy"]
    accuracy = accuracy[~np.isnan(accuracy)]
    assert accuracy[-1] > accuracy[0] + 0.2
    assert run.finished().metric("test/knn_accuracy").value > 0.6
    assert run.finished().verdict.startswith("Learned: k-NN accuracy")


def test_the_seed_decides_the_run(quick_run: MakeRun) -> None:
    first, second, other = (
        quick_run("a", strategy__name="random-online"),
        quick_run("b", strategy__name="random-online"),
        quick_run("c", strategy__name="random-online", seed=1),
    )
    for run in (first, second, other):
        train([run])
    assert same(first, second)
    assert not same(first, other)


@pytest.mark.parametrize(
    "settings",
    [
        {"strategy__name": "random-online", "data__augment": ["shift", "erase"]},
        {"strategy__name": "proxy-nca", "ema__decay": 0.9},
        {
            "strategy__name": "semi-hard",
            "margin__schedule": "adaptive",
            "schedule__name": "cosine",
        },
        {"net__name": "small", "strategy__name": "random-offline", "batch__size": 10},
    ],
    ids=["random", "proxies and average", "adaptive margin", "batch norm"],
)
def test_stopped_and_resumed_equals_undisturbed(
    quick_run: MakeRun, settings: dict[str, object]
) -> None:
    whole, stopped = quick_run("whole", **settings), quick_run("stopped", **settings)
    train([whole])
    assert not train([stopped], stop=stop_after(5))
    assert stopped.card is None
    assert train([stopped])
    assert same(whole, stopped)
    mine, other = whole.history(), stopped.history()
    for column in set(mine) - {"seconds"}:
        assert np.array_equal(mine[column], other[column], equal_nan=True), column
    assert whole.frame_steps() == stopped.frame_steps()
    assert all(np.array_equal(whole.frame(s), stopped.frame(s)) for s in whole.frame_steps())


def test_killed_and_resumed_equals_undisturbed(quick_run: MakeRun) -> None:
    """kill -9 in the middle of training, then on to the same weights."""
    settings = {"strategy__name": "random-online", "length__steps": 30}
    whole, killed = quick_run("whole", **settings), quick_run("killed", **settings)
    assert ended(apart(train, [whole], progress=without_compiler)) == 0
    die = partial(kill_at, 17)
    assert ended(apart(train, [killed], save_every=0.0, progress=die)) == -signal.SIGKILL
    state = json.loads((killed.folder / "resume/state.json").read_text())
    assert 0 < state["step"] <= 17
    assert ended(apart(train, [killed])) == 0
    assert same(whole, killed)


def test_lanes_start_alike_and_do_not_disturb_each_other(quick_run: MakeRun) -> None:
    alone = quick_run("alone", strategy__name="semi-hard")
    lanes = [quick_run(f"lane-{name}", strategy__name=name) for name in ("batch-hard", "semi-hard")]
    train([alone])
    train(lanes)
    assert np.array_equal(lanes[0].frame(0), lanes[1].frame(0))
    assert lanes[0].probe() == lanes[1].probe()
    assert same(alone, lanes[1])
    assert not same(lanes[0], lanes[1])


@pytest.mark.parametrize("name", strategies.names())
def test_every_strategy_trains_in_the_loop(quick_run: MakeRun, name: str) -> None:
    views = strategies.views(name)
    changes = ["flip"] if views > 1 else []
    run = quick_run(name, strategy__name=name, length__steps=3, data__augment=changes)
    assert train([run])
    assert ("test/loss" in run.finished().metrics) == (views == 1)  # of views there is none


def test_a_class_held_out_is_never_trained_on_but_measured(quick_run: MakeRun) -> None:
    run = quick_run("nine", data__hold_out="7")
    train([run])
    card = run.finished()
    whole = len(run.labels("train"))
    assert card.data.train == whole - int((run.labels("train") == 7).sum())
    assert 0 <= card.metric("test/recall/held-out").value <= 1
    own = run.labels("test") == 7
    assert card.metric("test/silhouette/held-out").n == own.sum()
    values = silhouette_samples(run.embedding("test").astype(float), run.labels("test"))
    apart = card.value("test/silhouette/held-out")
    assert apart == pytest.approx(values[own].mean(), abs=0.02)
    assert 0.5 < card.value("test/roc_auc/held-out") <= 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"data__hold_out": "boots"}, "boots"),
        ({"length__steps": 0}, "one step"),
        ({"length__epochs": 1}, "either epochs or steps"),
        ({"precision": "fp8"}, "precision"),
        ({"optimiser__name": "lion"}, "adamw"),
        ({"batch__size": 100_000}, "training images"),
    ],
)
def test_an_impossible_recipe_fails_before_the_first_step(
    quick_run: MakeRun, settings: dict[str, object], words: str
) -> None:
    run = quick_run("wrong", **settings)
    with pytest.raises((BadRecipe, UnknownName), match=words):
        train([run])


def test_lanes_must_share_their_data(quick_run: MakeRun) -> None:
    with pytest.raises(BadRecipe, match="same seed"):
        train([quick_run("a"), quick_run("b", seed=1, margin__value=0.5)])


def test_bf16_and_channels_last_learn_as_well(quick_run: MakeRun) -> None:
    """The fast path must not cost accuracy; on a CPU without bf16 units torch emulates it."""
    settings = {"strategy__name": "nca", "length__steps": 15}
    exact, fast = quick_run("fp32", **settings), quick_run("bf16", **settings, precision="bf16")
    train([exact])
    train([fast])
    accuracies = [run.finished().metric("test/knn_accuracy").value for run in (exact, fast)]
    assert accuracies[1] > accuracies[0] - 0.1
    assert fast.finished().precision == "bf16"
    assert weights(fast).keys() == weights(exact).keys()
