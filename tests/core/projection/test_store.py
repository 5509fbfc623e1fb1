from __future__ import annotations

import json
import time
from collections.abc import Callable

import numpy as np
import pytest

from core.embeddings import EmbeddingSet
from core.embeddings import maps as store
from core.embeddings.maps import ProjectionSpec, find, make, name_of
from core.errors import BadRecipe, Stopped

MakeCloud = Callable[..., EmbeddingSet]
QUICK = ProjectionSpec("tsne", parameters={"iterations": 100})


def test_the_same_wish_is_found_at_once_and_another_is_not(
    make_embedding_set: MakeCloud, monkeypatch: pytest.MonkeyPatch
):
    embedding_set = make_embedding_set()
    assert find(embedding_set, QUICK) is None
    made = make(embedding_set, QUICK)
    monkeypatch.setattr(store, "project", None)  # nothing is computed again
    begun = time.monotonic()
    assert (
        make(embedding_set, ProjectionSpec("tsne", 2, 0, {"perplexity": 30, "iterations": 100}))
        == made
    )
    assert time.monotonic() - begun < 1
    assert find(embedding_set, QUICK) == made
    for other in (
        ProjectionSpec("tsne"),
        ProjectionSpec("tsne", 3, 0, QUICK.parameters),
        ProjectionSpec("tsne", 2, 1, QUICK.parameters),
        ProjectionSpec("pca"),
    ):
        assert find(embedding_set, other) is None
    assert name_of(embedding_set, QUICK) != name_of(make_embedding_set(100), QUICK)


def test_how_many_are_laid_out_makes_no_difference_to_fewer_points(make_embedding_set: MakeCloud):
    few, many = make_embedding_set(200), make_embedding_set(2000)
    wishes = [ProjectionSpec("tsne", parameters={"laid_out": count}) for count in (1000, 5000)]
    assert (
        name_of(few, wishes[0]) == name_of(few, wishes[1]) == name_of(few, ProjectionSpec("tsne"))
    )
    assert name_of(many, wishes[0]) != name_of(many, wishes[1])


def test_a_map_holds_its_points_its_way_and_how_far_to_trust_it(make_embedding_set: MakeCloud):
    embedding_set = make_embedding_set()
    made = make(embedding_set, QUICK)
    about = made.about()
    json.dumps(about, allow_nan=False)
    assert about["method"] == "tsne"
    assert about["title"] == "t-SNE"
    assert about["parameters"]["perplexity"] == 30
    assert about["notes"] == []
    assert about["quality"]["knn_map"] == {"value": 1.0, "n": 180, "k": 15}
    assert made.points().shape == (200, 2)
    steps = made.frame_steps()
    assert steps[0] == 0
    assert 10 < len(steps) <= store.FRAMES
    first = np.load(made.folder / f"frames/{steps[3]:06d}.npy")
    assert first.shape == (200, 2)
    assert first.dtype == np.float32
    assert embedding_set.maps() == {made.name: made}


def test_frames_come_before_the_map_and_a_stopped_one_leaves_nothing(make_embedding_set: MakeCloud):
    embedding_set = make_embedding_set()
    folder = embedding_set.folder / "maps" / name_of(embedding_set, QUICK)
    seen: list[int] = []

    def watch(share: float, stage: str, points: object = None) -> None:
        seen.append(len(list(folder.glob("frames/0*.npy"))))
        assert not (folder / "map.json").exists()

    with pytest.raises(Stopped):
        make(embedding_set, QUICK, watch=watch, stop=lambda: len(seen) > 20)
    assert max(seen) > 2
    assert not folder.exists()
    assert embedding_set.maps() == {}
    assert make(embedding_set, QUICK).points().shape == (200, 2)


def test_a_wish_is_checked_when_it_is_made():
    with pytest.raises(BadRecipe, match="perplexity"):
        ProjectionSpec("tsne", parameters={"perplexity": 0})
    assert ProjectionSpec(**ProjectionSpec("umap").as_dict()) == ProjectionSpec(
        "umap", parameters={"min_dist": 0.1}
    )
