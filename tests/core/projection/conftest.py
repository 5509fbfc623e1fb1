"""A small cloud with two clear islands and some points of no known class."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.embeddings import Cloud, CloudWriter


@pytest.fixture
def make_cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Cloud]:
    """Make a cloud of `count` points in `wide` dimensions in folders of the test's own."""
    monkeypatch.setenv("EMBEDSCOPE_CLOUDS", str(tmp_path / "clouds"))
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path / "runs"))

    def make(count: int = 200, wide: int = 6) -> Cloud:
        random = np.random.default_rng(0)
        labels = np.arange(count) % 2
        vectors = random.normal(size=(count, wide)) + 8 * labels[:, None]
        labels[::10] = -1
        writer = CloudWriter(f"made-{count}-{wide}")
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
