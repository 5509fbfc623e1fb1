from pathlib import Path

import numpy as np
import pytest

from core.embeddings.clustered import add_clusters
from core.embeddings.predictions import add_predictions
from core.embeddings.shows import columns_of
from core.embeddings.sources import make, stored
from core.errors import Stopped
from core.runs.find import find_run


def votes(stored_vectors, stored_labels, queries, *, itself: bool):
    expected, shares = [], []
    for i, query in enumerate(queries.astype(float)):
        away = ((stored_vectors.astype(float) - query) ** 2).sum(1)
        if itself:
            away[i] = np.inf
        counts = np.bincount(stored_labels[np.argsort(away, kind="stable")[:3]], minlength=10)
        expected.append(counts.argmax())
        shares.append(counts.max() / 3)
    return np.array(expected), np.array(shares)


def test_a_runs_test_images_are_judged_by_its_training_images(folders: Path):
    run = find_run("wide")
    embedding_set = stored(run)
    assert embedding_set.columns() == []
    assert add_predictions(embedding_set)
    expected, shares = votes(
        run.embedding("train"), run.labels("train"), run.embedding(), itself=False
    )
    assert np.array_equal(embedding_set.column("predicted"), expected)
    assert np.allclose(embedding_set.column("confidence"), shares)
    assert np.array_equal(embedding_set.column("correct"), expected == run.labels())
    kinds = {column.name: (column.kind, column.classes) for column in embedding_set.columns()}
    assert kinds["correct"] == ("class", ("wrong", "right"))
    assert kinds["predicted"] == ("class", ())
    assert "3 nearest training images" in embedding_set.columns()[0].title


def test_other_points_are_judged_by_the_others(folders: Path):
    embedding_set = make({"kind": "pixels", "data": "digits", "sample": 200})
    assert add_predictions(embedding_set)
    expected, _ = votes(
        embedding_set.vectors(), embedding_set.labels(), embedding_set.vectors(), itself=True
    )
    assert np.array_equal(embedding_set.column("predicted"), expected)
    assert "3 nearest others" in embedding_set.columns()[0].title
    before = (embedding_set.folder / "cloud.json").stat().st_mtime_ns
    assert add_predictions(embedding_set)
    assert (embedding_set.folder / "cloud.json").stat().st_mtime_ns == before


def test_without_classes_there_is_nothing_to_predict(folders: Path):
    np.save(folders / "v.npy", np.eye(9))
    embedding_set = make({"kind": "upload", "file": str(folders / "v.npy")})
    assert not add_predictions(embedding_set)
    assert embedding_set.columns() == []


def test_without_classes_points_are_parted_by_where_they_lie(folders: Path):
    """By k-means; and no page takes that for what their pictures show."""
    at = np.repeat(np.arange(4), 25)
    np.save(folders / "v.npy", np.eye(4)[at] * 9 + np.random.default_rng(0).normal(size=(100, 4)))
    embedding_set = make({"kind": "upload", "file": str(folders / "v.npy")})
    assert add_clusters(embedding_set)
    found = embedding_set.column("cluster")
    assert len({*zip(at.tolist(), found.tolist(), strict=True)}) <= 6  # 5 clusters of 4 islands
    assert len(embedding_set.classes_of("cluster")) == 5
    assert columns_of(embedding_set) == {}
    assert not add_clusters(make({"kind": "pixels", "data": "digits", "sample": 200}))


def test_it_can_be_stopped(folders: Path):
    embedding_set = stored(find_run("tiny"))
    with pytest.raises(Stopped):
        add_predictions(embedding_set, stop=lambda: True)
    assert embedding_set.columns() == []


def test_a_sample_votes_where_all_would_take_long(folders: Path, monkeypatch: pytest.MonkeyPatch):
    from core.diagnosis.data_issues import OVERHEAD

    monkeypatch.setattr("core.embeddings.predictions.WORK", 200 * (64 + OVERHEAD) * 150)
    embedding_set = make({"kind": "pixels", "data": "digits", "sample": 200})
    assert add_predictions(embedding_set)
    assert "3 nearest of 150 others" in embedding_set.columns()[0].title
    assert np.mean(embedding_set.column("correct")) > 0.7
