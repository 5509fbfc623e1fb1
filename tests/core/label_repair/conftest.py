"""Folders of the test's own, and scikit-learn's digits with wrong labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import data
from core.data.versions import Changes, Version, keep_version

PLACES = ("RUNS", "OWN", "EMBEDDINGS", "REPAIRS", "FEATURES", "DATA")


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in PLACES:
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path / name.lower()))
    return tmp_path


def mislabelled(share: float, *, seed: int = 0) -> tuple[Version, np.ndarray]:
    """Digits of which so large a share of the training labels is wrong, and those rows."""
    digits, random = data.load("digits", "train"), np.random.default_rng(seed)
    rows = np.sort(random.choice(len(digits), round(share * len(digits)), replace=False))
    wrong = (digits.labels[rows] + random.integers(1, 10, len(rows))) % 10
    relabelled = dict(zip(map(str, rows.tolist()), wrong.tolist(), strict=True))
    splits = {"train": Changes(len(digits), (), relabelled), "test": Changes(360)}
    return keep_version(Version("", "Wrong digits", "digits", digits.classes, splits)), rows
