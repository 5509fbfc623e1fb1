"""Checks of data sets as files, in a folder each.

check.json      what was found, and when
examples.npy    uint8 [m, 56, 56, 3]: the pictures that the findings number
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core import files
from core.data.catalogue import entry
from core.diagnosis.data_check import DataCheck
from core.diagnosis.data_findings import Finding
from core.errors import Unreadable
from core.paths import checks_folder
from core.typed_json import WrongType, plain, typed

FILE, EXAMPLES = "check.json", "examples.npy"


@dataclass(frozen=True)
class _Kept:
    """What check.json holds."""

    name: str
    source: str
    checked: str
    seconds: float
    pictures: int
    findings: tuple[Finding, ...] = ()


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
        kept = typed(_Kept, files.read_json(folder / FILE), FILE)
        examples = files.read_array(folder / EXAMPLES, axes=4, whole=True)
    except (Unreadable, WrongType):
        return None
    numbers = [one for each in kept.findings for group in each.examples for one in group]
    if any(not 0 <= one < len(examples) for one in numbers):
        return None
    facts = {key: getattr(kept, key) for key in _Kept.__dataclass_fields__}
    return DataCheck(**facts, examples=np.asarray(examples, np.uint8))


def forget_check(name: str) -> None:
    """Remove what was found in a data set that is removed, or replaced."""
    shutil.rmtree(_folder(name), ignore_errors=True)


def _folder(name: str) -> Path:
    return checks_folder() / name
