"""What the comparison of two records tells apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.reference.adapter import Outcome
from tests.reference.record import differences, record, unlike

FIRST, SECOND = np.arange(3.0), np.ones((2, 2), np.float16)
LEFT = Outcome(
    weights={"a": FIRST, "b": SECOND},
    exact={},
    history={"loss": np.array([1.0, np.nan])},
    frames={"000000": SECOND},
    files={"orders.npy": FIRST},
    metrics={"accuracy": {"value": 0.5, "low": 0.3, "high": 0.7, "n": 9}, "loss": 2.0, "size": 4},
    counts={"steps": 2},
)


def parts(other: Outcome) -> list[str]:
    return [line.split(":")[0] for line in differences(record(LEFT), record(other))]


def accuracy(value: float) -> Outcome:
    figure = {**LEFT.metrics["accuracy"], "value": value}
    return replace(LEFT, metrics={**LEFT.metrics, "accuracy": figure})


def test_a_renamed_tensor_is_told_from_a_changed_and_an_exchanged_one() -> None:
    assert parts(LEFT) == []
    renamed = {"z": FIRST, "b": SECOND}  # its place in the order of names changes too
    assert parts(replace(LEFT, weights=renamed)) == ["weights.names", "weights.both"]
    changed = {"a": np.nextafter(FIRST, 9), "b": SECOND}
    assert parts(replace(LEFT, weights=changed)) == ["weights.values", "weights.both"]
    assert parts(replace(LEFT, weights={"a": SECOND, "b": FIRST})) == ["weights.both"]
    flat = {"a": FIRST, "b": SECOND.ravel()}
    assert parts(replace(LEFT, weights=flat)) == ["weights.values", "weights.both"]


def test_every_part_is_compared_to_the_last_bit() -> None:
    assert parts(replace(LEFT, history={"loss": np.array([1.0, 1.0])})) == ["history.loss"]
    assert parts(replace(LEFT, history={})) == ["history.loss"]
    assert parts(replace(LEFT, frames={"000001": SECOND})) == ["frames.steps", "frames.values"]
    assert parts(accuracy(float(np.nextafter(0.5, 1)))) == ["metrics.accuracy.value"]


def test_another_machine_may_move_a_figure_within_its_interval_and_lose_none() -> None:
    kept = record(LEFT)
    assert not unlike(kept, record(accuracy(0.89)))
    assert "metrics.accuracy" in unlike(kept, record(accuracy(0.95)))[0]
    larger = replace(LEFT, metrics={**LEFT.metrics, "size": 5})
    assert "metrics.size" in unlike(kept, record(larger))[0]
    for lost in ("metrics", "history", "files"):
        assert unlike(kept, record(replace(LEFT, **{lost: {}})))
    assert "counts" in unlike(kept, record(replace(LEFT, counts={"steps": 3})))[0]
    other = {"a": FIRST, "c": SECOND}
    assert unlike(kept, record(replace(LEFT, weights=other))) == ["weights: other names of tensors"]
