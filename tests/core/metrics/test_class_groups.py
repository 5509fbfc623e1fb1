"""Groups of very many classes: near ones together, called by their middle."""

from __future__ import annotations

import numpy as np
import pytest

from core.metrics import class_groups as groups_module
from core.metrics.class_groups import class_groups


def crowd(groups: int, each: int) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """`each` classes round each of so many far places, six points a class, classes shuffled."""
    random = np.random.default_rng(0)
    count = groups * each
    group = random.permutation(np.arange(count) % groups)
    middle = random.normal(size=(groups, 8)) * 50
    centres = middle[group] + random.normal(size=(count, 8))
    labels = np.repeat(np.arange(count), 6)
    vectors = centres[labels] + 0.1 * random.normal(size=(len(labels), 8))
    names = [f"g{place}-{number}" for number, place in enumerate(group)]
    return vectors.astype(np.float32), labels, names


def test_classes_near_each_other_are_one_group(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, labels, names = crowd(12, 5)
    found = class_groups(vectors, labels, names)
    assert found is not None
    groups = [
        {names[label].split("-")[0] for label in np.flatnonzero(found.of == number)}
        for number in range(12)
    ]
    assert sorted(next(iter(group)) for group in groups) == sorted(f"g{i}" for i in range(12))
    assert all(len(group) == 1 for group in groups)
    for number, name in enumerate(found.names):
        first, rest = name.split(", ")
        assert found.of[names.index(first)] == found.of[names.index(rest.split(" +")[0])] == number
        assert rest.endswith(" +3")
    monkeypatch.setattr(groups_module, "BLOCK", 7)  # a large set is read in pieces
    again = class_groups(vectors, labels, names)
    assert again is not None
    np.testing.assert_array_equal(again.of, found.of)


def test_where_two_names_are_long_one_stands_for_the_group() -> None:
    vectors, labels, names = crowd(12, 5)
    found = class_groups(vectors, labels, [f"{name} of a very long name" for name in names])
    assert found is not None
    assert all(name.endswith(" of a very long name +4") for name in found.names)


def test_what_has_no_class_is_in_no_group() -> None:
    vectors, labels, names = crowd(12, 5)
    labels = np.where(labels == 3, -1, labels)
    vectors[labels < 0] = 1e6
    found = class_groups(vectors, labels, names)
    assert found is not None
    assert found.of[3] == -1
    of_points = found.of_points(labels)
    assert (of_points[labels < 0] == -1).all()
    assert (of_points[labels == 5] == found.of[5]).all()
    assert (np.bincount(of_points[of_points >= 0]) == 30).sum() == 11


@pytest.mark.parametrize("count", [0, 10, 36, 2001])
def test_few_classes_and_too_many_have_none(count: int) -> None:
    labels = np.arange(count)
    assert class_groups(np.zeros((count, 2)), labels, [str(i) for i in labels]) is None


def test_groups_of_classes_of_one_name_are_told_apart() -> None:
    vectors, labels, names = crowd(12, 5)
    found = class_groups(vectors, labels, ["same"] * len(names))
    assert found is not None
    assert len(set(found.names)) == 12
