"""Where a run computes. Apple's GPU by simulation: none was at hand."""

from __future__ import annotations

import pytest
import torch

from core.errors import BadRecipe
from core.runs.card import device_name
from core.training import device, rng
from core.training.device import place


@pytest.fixture
def apple(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A machine with Apple's GPU, that seeds it and does no more."""
    seeds: list[int] = []
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.mps, "manual_seed", seeds.append)
    return seeds


def test_apples_gpu_is_taken_where_it_is_named_and_never_by_itself(apple: list[int]) -> None:
    named = place("auto", "mps")
    assert (named.device, named.precision, named.autocast().__class__.__name__) == (
        "mps",
        "fp32",
        "nullcontext",
    )
    assert place("auto", "auto").device == "cpu"
    assert device_name("mps") == "Apple GPU (MPS)"
    rng.draw_from(7, named.device)
    assert apple == [7]


def test_one_that_is_not_there_or_would_be_shared_is_refused(
    apple: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "processes", type("Two", (), {"size": 2}))
    with pytest.raises(BadRecipe, match="one process has alone"):
        place("auto", "mps")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(BadRecipe, match="no Apple GPU"):
        place("auto", "mps")
    with pytest.raises(BadRecipe, match="must be one of auto, cpu, cuda, mps, not 'tpu'"):
        place("auto", "tpu")
    with pytest.raises(BadRecipe, match="no GPU"):
        place("auto", "cuda")
