"""Made-up embedding sets of any size, with thumbnails: ten classes as blots in the plane."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

CLASSES = 10
SIDE = 28


@contextmanager
def clouds_in(folder: Path) -> Iterator[None]:
    """Let this process and what it starts keep their embedding sets in `folder`."""
    before = os.environ.get("EMBEDSCOPE_EMBEDDINGS")
    os.environ["EMBEDSCOPE_EMBEDDINGS"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["EMBEDSCOPE_EMBEDDINGS"]
        else:
            os.environ["EMBEDSCOPE_EMBEDDINGS"] = before


def made_up(count: int, *, dimension: int = 2, pictures: bool = True) -> str:
    """The name of a new embedding set of `count` points with one map, "own"."""
    from core.embeddings import EmbeddingSetWriter, write_map

    random = np.random.default_rng(0)
    labels = random.integers(0, CLASSES, count)
    centres = random.normal(0, 4, (CLASSES, dimension))
    vectors = (centres[labels] + random.normal(0, 1, (count, dimension))).astype(np.float32)
    writer = EmbeddingSetWriter(f"made-up-{count}")
    writer.vectors(vectors)
    writer.labels(labels)
    if pictures:
        shades = (30 + 20 * labels).astype(np.uint8)[:, None, None]
        noise = random.integers(0, 30, (1000, SIDE, SIDE), np.uint8)
        writer.thumbs(np.resize(noise, (count, SIDE, SIDE)) + shades)
    embedding_set = writer.finish(
        title=f"{count:,} made-up points",
        source={"kind": "made-up"},
        classes=[f"class {i}" for i in range(CLASSES)],
        count=count,
        dimension=dimension,
    )
    write_map(embedding_set, "own", vectors[:, :2], {"method": "own", "title": "as they are"})
    return embedding_set.name
