"""Removing a data set that can be fetched again."""

from __future__ import annotations

import os
import shutil

from core.access import Action, check
from core.data.catalogue import entry, fetchable, find
from core.data.found import Found
from core.errors import DataMissing
from core.paths import data_folder


def removable(name: str) -> bool:
    """Whether the data set is here, where fetched ones go, can be removed and fetched again."""
    found = find(name)
    return found is not None and fetchable(entry(name)) and _ours(found) and _may_write(found)


def remove(name: str) -> None:
    """Remove its files, and the folders that this leaves empty, from the data folder.

    Raises DataMissing for a set that is not there or lies elsewhere, OSError where a disk refuses.
    """
    check(Action.MANAGE)
    found = find(name)
    if found is None or not _ours(found):
        raise DataMissing(f"{name} does not lie in the data folder, {data_folder()}.")
    for path in {path for paths in found.files.values() for path in paths}:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == data_folder() or any(folder.iterdir()):
                break
            folder.rmdir()


def _may_write(found: Found) -> bool:
    folders = {path.parent for paths in found.files.values() for path in paths}
    return all(os.access(folder, os.W_OK) for folder in folders)


def _ours(found: Found) -> bool:
    base = data_folder()
    return all(path.is_relative_to(base) for paths in found.files.values() for path in paths)
