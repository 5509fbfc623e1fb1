"""A small embedding set with two clear islands and some points of no known class."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.embeddings import EmbeddingSet, EmbeddingSetWriter


@pytest.fixture
def make_embedding_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., EmbeddingSet]:
    """Make an embedding set of `count` points in `wide` dimensions in folders of the test's own."""
    monkeypatch.setenv("EMBEDSCOPE_EMBEDDINGS", str(tmp_path / "clouds"))
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path / "runs"))

    def make(count: int = 200, wide: int = 6) -> EmbeddingSet:
        random = np.random.default_rng(0)
        labels = np.arange(count) % 2
        vectors = random.normal(size=(count, wide)) + 8 * labels[:, None]
        labels[::10] = -1
        writer = EmbeddingSetWriter(f"made-{count}-{wide}")
        writer.vectors(vectors.astype(np.float32))
        writer.labels(labels)
        return writer.finish(
            title="Two islands",
            source={"kind": "made"},
            classes=["a", "b"],
            count=count,
            dimension=wide,
        )

    return make
