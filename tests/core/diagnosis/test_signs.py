"""Signs of what goes wrong, on curves made to show one each, and none on healthy ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.diagnosis.signs import signs

STEPS = np.arange(0, 1_000, 10)
DRAW = np.random.default_rng(0)


def history(**changed: Any) -> dict[str, np.ndarray]:
    """A loop that learns, logged every ten steps, a frame every fifty."""
    n = len(STEPS)
    frames = STEPS % 50 == 0
    columns = {
        "step": STEPS,
        "epoch": np.full(n, np.nan),
        "loss": 0.2 * np.exp(-STEPS / 400) + 0.002 * DRAW.normal(size=n),
        "lr": np.full(n, 0.1),
        "loss_over_margin": np.exp(-STEPS / 400),
        "validation_loss": np.where(frames, 0.3 * np.exp(-STEPS / 500), np.nan),
        "spread": np.where(frames, 1 + STEPS / 500, np.nan),
        "knn_accuracy": np.where(frames, 0.1 + 0.8 * STEPS / 1_000, np.nan),
        "effective_rank": np.where(frames, 12.0, np.nan),
        "hubness": np.where(frames, 1.0, np.nan),
    }
    return {name: np.asarray(values, float) for name, values in {**columns, **changed}.items()}


def named(**changed: Any) -> list[str]:
    return [sign.name for sign in signs(history(**changed), dimension=64, classes=10)]


def at_frames(values: Any) -> np.ndarray:
    return np.where(STEPS % 50 == 0, values, np.nan)


def test_a_loop_that_learns_shows_none() -> None:
    assert named() == []


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("Diverged", {"loss": np.where(STEPS < 500, 0.2, np.nan)}),
        ("Exploding", {"loss": np.exp(STEPS / 100)}),
        ("Exploding", {"spread": at_frames(np.exp(STEPS / 100)), "knn_accuracy": at_frames(0.1)}),
        (
            "Collapsed",
            {
                "loss_over_margin": np.where(STEPS < 300, 0.8, 1.0),
                "spread": at_frames(np.where(STEPS < 300, 1.0, 0.005)),
                "effective_rank": at_frames(np.where(STEPS < 300, 12.0, 1.0)),
            },
        ),
        ("Dimensional collapse", {"effective_rank": at_frames(12.0 - 11 * STEPS / 1_000)}),
        (
            "Stuck",
            {"loss": 0.2 + 1e-4 * DRAW.normal(size=len(STEPS)), "knn_accuracy": at_frames(0.1)},
        ),
        ("Over-fitting", {"validation_loss": at_frames(0.3 + np.abs(STEPS - 400) / 1_000)}),
        ("Hubs", {"hubness": at_frames(1 + STEPS / 200)}),
    ],
)
def test_each_is_named_with_its_figure_and_cure(name: str, changed: dict[str, Any]) -> None:
    assert named(**changed) == [name]
    (sign,) = signs(history(**changed), dimension=64, classes=10)
    assert any(letter.isdigit() for letter in sign.text)
    assert sign.cure.endswith(".")
    assert sign.column in history()


def test_a_collapse_is_named_within_a_hundred_steps() -> None:
    whole = history(
        loss_over_margin=np.where(STEPS < 300, 0.8, 1.0),
        spread=at_frames(np.where(STEPS < 300, 1.0, 0.005)),
    )
    until = {name: values[STEPS <= 400] for name, values in whole.items()}
    assert [sign.name for sign in signs(until, dimension=2, classes=10)] == ["Collapsed"]


def test_islands_that_drift_apart_from_a_small_start_do_not_explode() -> None:
    assert named(spread=at_frames(0.01 + STEPS / 100)) == []


def test_what_was_not_logged_says_nothing() -> None:
    assert signs({"step": np.arange(9.0)}, dimension=2, classes=3) == []
    assert signs({"step": np.empty(0)}, dimension=2, classes=3) == []
    bare = {"step": np.arange(9.0), "loss": np.full(9, np.nan)}
    assert signs(bare, dimension=2, classes=3) == []


def test_frames_without_a_loss_are_no_divergence() -> None:
    few = np.where(STEPS < 980, 0.2 * np.exp(-STEPS / 400), np.nan)
    assert named(loss=few, lr=np.where(STEPS < 980, 0.1, np.nan)) == []
