"""From what people decided to a new version of the data set; the set itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import data
from core.data.found import SPLITS
from core.data.versions import Changes, Version, base_of, find_version, keep_version, versions_of
from core.errors import BadDecision
from core.label_repair.decisions import (
    DROP,
    RELABEL,
    Decision,
    by_image,
    decisions,
    disagree,
    votes,
)

LEAVE, LATEST = "leave", "latest"
DISAGREEING = {LEAVE: "stay as they are", LATEST: "the last decision counts"}
"""What becomes of images of which people said different things."""


@dataclass(frozen=True)
class Verdicts:
    """What is to be done with the images of a set."""

    made: tuple[Decision, ...]
    """One for each image that is changed: RELABEL or DROP."""
    kept: int
    """Images whose label was confirmed."""
    disagreeing: int


def verdicts(made: Iterable[Decision], *, disagreeing: str = LEAVE) -> Verdicts:
    """What the decisions come to; raises BadDecision for an unknown way with disagreements."""
    if disagreeing not in DISAGREEING:
        known = ", ".join(DISAGREEING)
        raise BadDecision(f"With disagreements one of {known} is done, not {disagreeing!r}.")
    changed, kept, apart = list[Decision](), 0, 0
    for said in by_image(made).values():
        counted = votes(said.values())
        if not counted:
            continue
        if disagree(counted):
            apart += 1
            if disagreeing == LEAVE:
                continue
        if counted[-1].what in (RELABEL, DROP):
            changed.append(counted[-1])
        else:
            kept += 1
    return Verdicts(tuple(changed), kept, apart)


def apply(name: str, *, disagreeing: str = LEAVE, title: str = "") -> Version:
    """The version of a data set that follows from what was decided of its labels.

    The same decisions give the same version. Of a version it is one of the same base. Raises
    BadDecision where nothing is changed, or a decision is of another set than this one;
    UnknownName, DataMissing, NotWritten.
    """
    found = verdicts(decisions(name), disagreeing=disagreeing)
    if not found.made:
        apart = f" People disagree on {found.disagreeing:,}." if found.disagreeing else ""
        raise BadDecision(f"No image of {data.title(name)} was relabelled or dropped.{apart}")
    return keep_version(version_of(name, found.made, title=title))


def version_of(name: str, made: Iterable[Decision], *, title: str = "") -> Version:
    """The version that relabels and drops so, not kept yet; raises as `apply`."""
    of = {split: [each for each in made if each.split == split] for split in SPLITS}
    before, base = find_version(name), base_of(name)
    sets = {split: data.load(name, split) for split in SPLITS}
    splits = {
        split: _changes(
            before.splits[split] if before else Changes(len(sets[split])),
            of[split],
            sets[split].labels,
            sets[split].classes,
        )
        for split in SPLITS
    }
    usual = f"{data.title(base)}, repaired {len(versions_of(base)) + 1}"
    return Version("", title.strip() or usual, base, sets["train"].classes, splits)


def _changes(
    before: Changes, made: list[Decision], labels: NDArray[np.int64], classes: tuple[str, ...]
) -> Changes:
    """The changes of the base that were there before and those that are decided now."""
    kept, dropped = before.kept(), set(before.dropped)
    relabelled = dict(before.relabelled)
    for each in made:
        there = 0 <= each.row < len(labels) and each.of in classes
        if not there or labels[each.row] != classes.index(each.of):
            raise BadDecision(
                f"{each.who} decided on {each.split} image {each.row:,} as one of {each.of}, which "
                "it is not any more: the data set was replaced since. Undo that decision."
            )
        row = int(kept[each.row])
        if each.what == DROP:
            dropped.add(row)
            relabelled.pop(str(row), None)
        elif each.to in classes:
            relabelled[str(row)] = classes.index(each.to)
        else:
            raise BadDecision(f"{each.to!r} is no class of this set any more. Undo that decision.")
    ordered = sorted(relabelled.items(), key=lambda item: int(item[0]))
    return Changes(before.size, tuple(sorted(dropped)), dict(ordered))


def judged_alike(version: Version) -> str:
    """The data set to train beside a version, so that both are tested by the same labels: its base,
    or where the version changes test images, the base with these changes alone.
    """
    test, train = version.splits["test"], version.splits["train"]
    if not test.any:
        return version.base
    splits: Mapping[str, Changes] = {"train": Changes(train.size), "test": test}
    title = f"{data.title(version.base)}, only its test labels repaired"
    return keep_version(Version("", title, version.base, version.classes, splits)).name
