"""What a net has never seen the like of."""

from __future__ import annotations

import numpy as np
import pytest

from core.photos.familiar import KEEP, fit


def layers(random: np.random.Generator, count: int, centre: float) -> dict[str, np.ndarray]:
    """Two layers of points round a direction."""
    return {
        name: random.normal(size=(count, wide)) * 0.2 + np.eye(wide)[0] + centre * np.eye(wide)[1]
        for name, wide in (("stage-5", 6), ("stage-6", 9))
    }


def test_the_share_to_keep_is_kept_and_what_points_elsewhere_is_strange() -> None:
    random = np.random.default_rng(0)
    known, aside = layers(random, 300, 0.0), layers(random, 200, 0.0)
    familiar = fit(known, aside)
    kept = familiar.strangeness(aside) <= familiar.limit
    assert kept.mean() == pytest.approx(KEEP, abs=0.01)
    assert (familiar.strangeness(layers(random, 200, 0.0)) <= familiar.limit).mean() > 0.85
    assert (familiar.strangeness(layers(random, 200, 5.0)) > familiar.limit).mean() > 0.95


def test_it_is_the_mean_of_cosine_distances_over_the_usual_ones() -> None:
    random = np.random.default_rng(1)
    known, aside = layers(random, 20, 0.0), layers(random, 10, 0.0)
    familiar = fit(known, aside)
    seen = layers(random, 3, 1.0)
    for row, found in enumerate(familiar.strangeness(seen)):
        slow = []
        for name, stored in known.items():
            one = seen[name][row]
            cosines = [one @ k / np.linalg.norm(one) / np.linalg.norm(k) for k in stored]
            slow.append((1 - max(cosines)) / familiar.usual[name])
        assert found == pytest.approx(np.mean(slow))


def test_a_known_photo_is_not_strange_at_all() -> None:
    random = np.random.default_rng(2)
    known = layers(random, 30, 0.0)
    familiar = fit(known, layers(random, 10, 0.0))
    assert familiar.strangeness(known) == pytest.approx(np.zeros(30), abs=1e-9)
