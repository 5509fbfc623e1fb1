"""Which images of an embedding's run are trained on, and which of them vote."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import BadRecipe
from core.recipes.recipe import changed
from core.tasks.embed.problems import training_images
from core.tasks.embed.remeasure import stored_rows
from core.tasks.embed.settings import EmbeddingRecipe
from core.tasks.embed.splits import make_splits

DIGITS = changed(EmbeddingRecipe(), {"data.name": "digits", "batch.size": 64})


def test_with_a_share_of_the_labels_those_train_and_vote_and_no_others():
    whole = changed(DIGITS, {"data.folds": 4, "data.fold": 1})
    part = changed(whole, {"data.share": 0.8})
    (before, after) = (make_splits([recipe]) for recipe in (whole, part))
    assert len(after.chosen) == round(0.8 * len(before.chosen)) == training_images(part)
    assert set(after.chosen) < set(before.chosen)
    assert list(after.validation) == list(before.validation)
    assert list(stored_rows(after.train.labels, part)) == list(after.chosen)
    counts = [np.bincount(splits.train.labels[splits.chosen]) for splits in (before, after)]
    assert np.abs(counts[1] - 0.8 * counts[0]).max() <= 1


@pytest.mark.parametrize("asked", [{"data.validation": 200}, {}, {"data.hold_out": "7"}])
def test_no_test_image_is_watched(asked):
    splits = make_splits([changed(DIGITS, {**asked, "probe.size": 150})])
    watched = splits.probe_indices
    assert len(watched) == 150 == len(set(watched))
    if len(splits.validation):
        assert not set(watched) & set(splits.chosen)
    assert (splits.probe_labels == splits.train.labels[watched]).all()
    assert set(splits.probe_labels) == set(range(10))  # one that is left out is watched too


@pytest.mark.parametrize("share", [0.0, -0.5, 1.5])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(BadRecipe, match="share"):
        make_splits([changed(DIGITS, {"data.share": share})])
