"""How somebody's own images are divided into training, validation and test images.

As their folders or a column say; else test images are drawn here: three in ten of each class, no
group on both sides where groups are named, or whole classes that training never sees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.split_names import WORDS
from core.errors import BadUpload

SHARE = 0.3
"""Of the images, or of the classes, that are tested on."""
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Division:
    """How test images are drawn where the files do not say which they are."""

    unseen: bool = False
    """Whole classes are tested on, the others trained on; also where the files say otherwise."""
    group: str | None = None
    """The column whose groups are never parted: a person, a patient, a day."""
    split: str | None = None
    """The column that says train, validation, test; None where its name tells."""
    seed: int = 0


def divided(
    labels: Indices,
    classes: Sequence[str],
    given: NDArray[np.str_] | None,
    groups: Indices | None,
    division: Division,
) -> dict[str, Indices]:
    """The rows of "train" and "test", and of "validation" where the files name all three.

    Args:
        labels: classes int64 [n], none unknown.
        classes: their names.
        given: the part of each row by the files, "" where they say none; None to draw.
        groups: numbers int64 [n] of groups that are never parted.
        division: how to draw.

    Raises:
        BadUpload: where a class would be missing on either side, or groups cannot be kept whole.
    """
    if division.unseen:
        return _sides(np.isin(labels, _unseen(len(classes), division.seed)))
    if given is not None:
        parts = _as_given(given)
        _check_given(labels, classes, parts)
        return parts
    if groups is not None:
        parts = _sides(_whole_groups(labels, groups, division.seed))
        _check_groups(labels, classes, parts, str(division.group))
        return parts
    draw, tested = np.random.default_rng(division.seed), np.zeros(len(labels), bool)
    for number in np.unique(labels):
        rows = np.flatnonzero(labels == number)
        tested[draw.permutation(rows)[: max(1, round(SHARE * len(rows)))]] = True
    return _sides(tested)


def are_disjoint(splits: Mapping[str, Sequence[tuple[str, int]]]) -> bool:
    """Whether no class that is tested on is trained on."""
    train, test = ({number for _, number in splits[part]} for part in ("train", "test"))
    return not train & test


def _sides(tested: NDArray[np.bool_]) -> dict[str, Indices]:
    return {"train": np.flatnonzero(~tested), "test": np.flatnonzero(tested)}


def _unseen(count: int, seed: int) -> Indices:
    """The classes that are tested on; at least two are, and two are trained on."""
    if count < 4:
        raise BadUpload(
            f"Of {count} classes none can be kept unseen: at least 4 are needed, two to train on "
            "and two to tell apart afterwards."
        )
    tested = min(max(2, round(SHARE * count)), count - 2)
    return np.random.default_rng(seed).permutation(count)[:tested]


def _as_given(given: NDArray[np.str_]) -> dict[str, Indices]:
    """Where there are no test images, those for validation are tested on. A row of no part is left
    out.
    """
    rows = {part: np.flatnonzero(given == part) for part in WORDS}
    if not len(rows["test"]):
        rows["test"], rows["validation"] = rows["validation"], rows["test"]
    return {part: found for part, found in rows.items() if len(found) or part != "validation"}


def _check_given(labels: Indices, classes: Sequence[str], parts: Mapping[str, Indices]) -> None:
    """Classes that are all different on both sides are a choice; some missing ones a mistake."""
    seen = {part: set(labels[rows].tolist()) for part, rows in parts.items()}
    if len(seen["train"]) > 1 and len(seen["test"]) > 1 and not seen["train"] & seen["test"]:
        return
    for part, name in (("train", "training"), ("test", "test")):
        absent = [each for i, each in enumerate(classes) if i not in seen[part]]
        if absent:
            raise BadUpload(
                f"Its {name} part holds no image of {', '.join(absent[:5])}. Give every class "
                "images in both, or leave the division out: it is then drawn here."
            )


def _whole_groups(labels: Indices, groups: Indices, seed: int) -> NDArray[np.bool_]:
    """Groups are tested on as long as that brings every class nearer to its share."""
    count = int(labels.max()) + 1
    table = np.zeros((int(groups.max()) + 1, count))
    np.add.at(table, (groups, labels), 1)
    wanted, held = SHARE * table.sum(axis=0), np.zeros(count)
    tested = np.zeros(len(table), bool)
    for group in np.random.default_rng(seed).permutation(len(table)):
        more = held + table[group]
        if np.square(more - wanted).sum() < np.square(held - wanted).sum():
            held, tested[group] = more, True
    return tested[groups]


def _check_groups(
    labels: Indices, classes: Sequence[str], parts: Mapping[str, Indices], group: str
) -> None:
    for rows in parts.values():
        absent = [each for i, each in enumerate(classes) if not (labels[rows] == i).any()]
        if absent:
            raise BadUpload(
                f"By whole groups of {group!r}, {', '.join(absent[:5])} would stand on one side "
                "alone. Each class needs images in several groups."
            )
