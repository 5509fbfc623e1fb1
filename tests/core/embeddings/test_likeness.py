"""Points are asked by what their net was taught by, where nobody chose."""

from __future__ import annotations

import numpy as np
import pytest

from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.likeness import COSINE, DISTANCE, usual_likeness
from core.embeddings.sources import stored
from core.embeddings.writer import EmbeddingSetWriter
from core.losses import strategies
from core.paths import CHECKPOINTS
from core.runs.run import Run

BY_ANGLE = {
    "arc-face",
    "circle",
    "multi-similarity",
    "normalized-softmax",
    "simclr",
    "supervised-contrastive",
}


def test_the_strategies_that_compare_directions() -> None:
    assert {name for name in strategies.names() if strategies.compares_directions(name)} == BY_ANGLE


@pytest.mark.parametrize("name", sorted(strategies.names()))
def test_directions_alone_count_for_those_and_only_those(name: str) -> None:
    """Longer vectors of the same directions: a loss that compares directions stays as it was."""
    import torch

    random = torch.Generator().manual_seed(0)
    points = torch.randn(24, 8, generator=random)
    labels = torch.arange(24) % (12 if strategies.views(name) > 1 else 4)
    torch.manual_seed(0)
    criterion = strategies.build(name, dimension=8, classes=4, options={})
    torch.manual_seed(1)
    one = criterion(points, labels, 0.2).loss
    torch.manual_seed(1)
    longer = points * torch.linspace(0.5, 3, 24)[:, None]
    other = criterion(longer, labels, 0.2).loss
    assert torch.allclose(one, other, rtol=1e-4) == strategies.compares_directions(name)


def test_a_run_is_asked_by_its_strategy_and_a_classifier_by_the_cosine() -> None:
    by_name = {name: stored(Run(CHECKPOINTS / name)) for name in ("light-2d", "base-net")}
    found = {name: usual_likeness(one) for name, one in by_name.items()}
    assert found == {"light-2d": DISTANCE, "base-net": COSINE}


@pytest.mark.parametrize(("wide", "usual"), [(2, DISTANCE), (3, DISTANCE), (4, COSINE)])
def test_other_vectors_by_how_many_numbers_each_has(wide: int, usual: str) -> None:
    assert usual_likeness(_own(wide)) == usual


def _own(wide: int) -> EmbeddingSet:
    writer = EmbeddingSetWriter("own")
    writer.vectors(np.zeros((5, wide), np.float32))
    writer.labels(np.zeros(5, int))
    return writer.finish(title="own", source={}, classes=["a"], count=5, dimension=wide)
