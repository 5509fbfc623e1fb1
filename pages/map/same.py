"""Clouds of the same images in the same order: their maps can be laid side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.embeddings import Cloud, clouds
from core.errors import CloudBroken, EmbedscopeError
from core.runs.find import find_run


def same_points(cloud: Cloud) -> list[Cloud]:
    """The cloud itself, then the others: as many points, of the same images and classes."""
    about, labels = cloud.about(), cloud.labels()
    found = [cloud]
    for other in clouds():
        try:
            theirs = other.about()
            alike = other != cloud and theirs["count"] == about["count"]
            if alike and _same(theirs, about) and np.array_equal(other.labels(), labels):
                found.append(other)
        except CloudBroken:
            continue
    return found


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two clouds of as many points show the same images in the same order."""
    if _images(one) != _images(other):
        return False
    drawn = [
        tuple(about["source"].get(key) for key in ("sample", "seed")) for about in (one, other)
    ]
    whole = any(sample is None for sample, _ in drawn)  # then as many are all of them
    return whole or drawn[0] == drawn[1]


def _images(about: dict[str, Any]) -> tuple[Any, ...]:
    """Of which images a cloud shows all or a sample."""
    source = about["source"]
    data = source.get("data")
    if source.get("kind") == "run" and data is None:
        try:
            data = find_run(source["run"]).data().name or None
        except EmbedscopeError:  # the run was deleted since
            data = source["run"]
    return data, source.get("split"), source.get("name")
