"""Near-copies found without comparing all with all are those that comparing all would find."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.diagnosis import near_copies as searched
from core.diagnosis.near_copies import APART, NEAR, SIDE, WHOLE, near_copies

Pictures = NDArray[np.uint8]


def every_pair(pictures: Pictures) -> list[tuple[int, int]]:
    """The definition, in n^2 steps."""
    coarse = searched._standard(searched._shrunk(pictures).reshape(len(pictures), -1))
    alike = coarse @ coarse.T
    np.fill_diagonal(alike, -1)
    apart = 1 - np.sort(alike, axis=1)[:, -NEAR]
    one, other = np.nonzero(np.triu(alike >= WHOLE, 1))
    near = 1 - alike[one, other] <= APART * np.minimum(apart[one], apart[other])
    pairs = np.stack([one[near], other[near]], axis=1)
    whole, detail = searched._alike(pictures, pairs)
    kept = pairs[(whole >= WHOLE) & (detail >= searched.DETAIL)]
    return sorted(map(tuple, kept.tolist()))


def pictures(count: int, *, colour: bool, seed: int) -> Pictures:
    """Soft pictures in families that look alike, with copies and some that show nothing."""
    random = np.random.default_rng(seed)
    shape = (SIDE, SIDE, 3) if colour else (SIDE, SIDE)
    kinds = random.normal(0, 60, (6, *shape)).cumsum(1).cumsum(2) / 8
    of = random.integers(0, 6, count)
    noise = random.normal(0, 12, (count, *shape)).cumsum(1).cumsum(2) / 2
    made = 128 + kinds[of] + noise + random.normal(0, 4, (count, *shape))
    for copy in range(0, count // 4, 2):
        made[-1 - copy] = 0.9 * made[copy] + 9 + random.normal(0, 2, shape)
    made[5:9] = 100 + np.arange(4).reshape(-1, *[1] * len(shape))
    return np.clip(made, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("colour", "seed"), [(False, 0), (True, 1), (False, 2)])
def test_the_search_finds_what_comparing_all_finds(
    colour: bool, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pictures(400, colour=colour, seed=seed)
    monkeypatch.setattr(searched, "ROWS", 64)  # many windows,
    monkeypatch.setattr(searched, "SOME", 100)  # and radii of a quarter of the pictures
    monkeypatch.setattr(searched, "GROUP", 1)  # a true n-th largest, as the definition has it
    found = near_copies(made)
    assert sorted(map(tuple, found.tolist())) == every_pair(made)
    assert len(found) > 20
    assert (found[:, 0] < found[:, 1]).all()


def test_pictures_that_show_nothing_are_no_copies() -> None:
    flat = np.stack([np.full((SIDE, SIDE), 10 + i, np.uint8) for i in range(6)])
    assert near_copies(flat).shape == (0, 2)
