"""Checks of data sets as files, in a folder each.

check.json      what was found, when, and what plain pixels reach
examples.npy    uint8 [m, 56, 56, 3]: the pictures that the findings number
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from core import files
from core.data.catalogue import entry
from core.diagnosis.baselines import Baselines
from core.diagnosis.data_check import DataCheck
from core.diagnosis.data_findings import Finding
from core.errors import UnknownName, Unreadable
from core.paths import checks_folder
from core.runs.card import RunCard
from core.typed_json import WrongType, plain, typed

FILE, EXAMPLES = "check.json", "examples.npy"
SHIPPED = Path(__file__).with_name("baselines.json")


@dataclass(frozen=True)
class _Kept:
    """What check.json holds."""

    name: str
    source: str
    checked: str
    seconds: float
    pictures: int
    findings: tuple[Finding, ...] = ()
    baselines: tuple[Baselines, ...] = ()


@dataclass(frozen=True)
class _Shipped:
    """What the package holds, by data set."""

    sets: Mapping[str, tuple[Baselines, ...]]


def keep_check(check: DataCheck) -> None:
    """Write a check, in place of an earlier one of the same data set."""
    folder = _folder(check.name)
    files.write_array(folder / EXAMPLES, check.examples)
    kept = {key: getattr(check, key) for key in _Kept.__dataclass_fields__}
    files.write_json(folder / FILE, plain(_Kept(**kept)))


def kept_check(name: str) -> DataCheck | None:
    """The last check of a data set; None where there is none that can be read. Raises UnknownName
    for no such data set.
    """
    folder = _folder(entry(name).name)
    try:
        kept = _read(folder)
        examples = files.read_array(folder / EXAMPLES, axes=4, whole=True)
    except (Unreadable, WrongType):
        return None
    numbers = [one for each in kept.findings for group in each.examples for one in group]
    if any(not 0 <= one < len(examples) for one in numbers):
        return None
    facts = {key: getattr(kept, key) for key in _Kept.__dataclass_fields__}
    return DataCheck(**facts, examples=np.asarray(examples, np.uint8))


def kept_baselines(name: str) -> tuple[Baselines, ...]:
    """What plain pixels reach on a data set: as it was last checked here, else as it is shipped;
    () where nobody measured it, and for no such data set.
    """
    try:
        here = _read(_folder(entry(name).name)).baselines
    except (Unreadable, WrongType, UnknownName):
        here = ()
    return here or shipped_baselines().get(name, ())


def baselines_beside(card: RunCard) -> Baselines | None:
    """Those on the very test images that a run was judged on: as many, of as many classes of the
    data set; None where nobody measured them.
    """
    of = card.data
    found = kept_baselines(of.name)
    return next((b for b in found if (b.classes, b.test) == (len(of.classes), of.test)), None)


@cache
def shipped_baselines() -> dict[str, tuple[Baselines, ...]]:
    """By data set, as they were measured where the images are: pages show them everywhere."""
    content = typed(_Shipped, {"sets": files.read_json(SHIPPED)}, SHIPPED.name)
    return dict(content.sets)


def ship_baselines(check: DataCheck) -> None:
    """Keep those of a check in the package, in place of earlier ones of that data set."""
    every = {**shipped_baselines(), check.name: check.baselines}
    files.write_json(SHIPPED, plain(dict(sorted(every.items()))))
    shipped_baselines.cache_clear()


def forget_check(name: str) -> None:
    """Remove what was found in a data set that is removed, or replaced."""
    shutil.rmtree(_folder(name), ignore_errors=True)


def _read(folder: Path) -> _Kept:
    return typed(_Kept, files.read_json(folder / FILE), FILE)


def _folder(name: str) -> Path:
    return checks_folder() / name
