from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.diagnosis.data_issues import nearest as exact_nearest
from core.embeddings import EmbeddingSet, EmbeddingSetWriter, neighbours
from core.embeddings.neighbours import add_index, index_of, nearest, told
from core.errors import EmbedscopeError, Stopped


@pytest.fixture
def embedding_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EmbeddingSet:
    """5,000 points in forty groups, which is many enough here for an index."""
    monkeypatch.setenv("EMBEDSCOPE_EMBEDDINGS", str(tmp_path))
    monkeypatch.setattr(neighbours, "EXACT", 1000)
    monkeypatch.setattr(neighbours, "BLOCK", 999)
    random = np.random.default_rng(0)
    labels = random.integers(0, 40, 5000)
    vectors = (random.normal(size=(40, 16)) * 2)[labels] + random.normal(size=(5000, 16))
    writer = EmbeddingSetWriter("made")
    writer.vectors(vectors.astype(np.float16))
    writer.labels(labels)
    return writer.finish(
        title="Made", source={}, classes=[str(i) for i in range(40)], count=5000, dimension=16
    )


def test_an_index_finds_nearly_all_and_says_how_many(embedding_set: EmbeddingSet):
    assert told(embedding_set) == ""
    assert nearest(embedding_set, 7, 12)[0].tolist() == _exact(embedding_set, 7)
    assert add_index(embedding_set)
    about = index_of(embedding_set)
    assert about is not None
    assert about["recall"]["value"] >= 0.98
    assert about["probes"] < about["lists"] == 141
    kept = [
        np.isin(_exact(embedding_set, row), nearest(embedding_set, row, 12)[0]).mean()
        for row in range(0, 5000, 50)
    ]
    assert abs(np.mean(kept) - about["recall"]["value"]) < 0.02
    share = f"{about['recall']['value']:.3f}".removeprefix("0")
    assert told(embedding_set) == (
        f"Found by an index: {share} of the true 10, measured on 500 points."
    )
    rows, away = nearest(embedding_set, 7, 12)
    vectors = embedding_set.vectors().astype(np.float64)
    np.testing.assert_allclose(away, np.linalg.norm(vectors[rows] - vectors[7], axis=1), rtol=1e-4)
    with pytest.raises(EmbedscopeError, match="no point 5000"):
        nearest(embedding_set, 5000, 3)


def test_an_index_is_made_once(embedding_set: EmbeddingSet, monkeypatch: pytest.MonkeyPatch):
    assert add_index(embedding_set)
    monkeypatch.setattr(neighbours, "make_centres", None)
    assert add_index(embedding_set)


def test_a_small_set_needs_none(embedding_set: EmbeddingSet, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(neighbours, "EXACT", 5000 * 16)
    assert not add_index(embedding_set)
    assert not (embedding_set.folder / "neighbours").exists()


@pytest.mark.parametrize("after", [0, 3, 9, 11])
def test_a_stopped_index_leaves_nothing_and_can_be_made_again(
    embedding_set: EmbeddingSet, after: int
):
    before = {path.name for path in embedding_set.folder.iterdir()}
    asked: list[str] = []
    with pytest.raises(Stopped):
        add_index(
            embedding_set,
            watch=lambda _share, stage: asked.append(stage),
            stop=lambda: len(asked) >= after,
        )
    assert {path.name for path in embedding_set.folder.iterdir()} == before
    assert add_index(embedding_set)


def _exact(embedding_set: EmbeddingSet, row: int) -> list[int]:
    return exact_nearest(embedding_set.vectors(), row, 12)[0].tolist()
