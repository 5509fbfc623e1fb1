"""Where data sets are looked for, and what one that was found looks like."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.data.image_set import Content
from core.paths import data_folder

SPLITS = ("train", "test")
Files = Mapping[str, tuple[Path, ...]]


class Layout(Protocol):
    """One way in which a data set can lie on a disk; the readers define them."""

    def files(self, folder: Path) -> Files:
        """The files and folders that the data set needs under `folder`, by split; unread.

        They need not exist: a data set is found where all of them do.
        """
        ...

    def sizes(self, files: Files) -> dict[str, int]:
        """How many images each split has, from headers alone; raises DataCorrupt."""
        ...

    def read(self, files: Files, split: str) -> Content:
        """The images and labels of a split; raises DataCorrupt."""
        ...


@dataclass(frozen=True)
class Found:
    """A data set that lies on this machine: where, and in which layout. Nothing is decoded."""

    name: str
    layout: Layout
    files: Files

    @property
    def where(self) -> Path:
        """The folder that holds all of its files, or its one file."""
        paths = {path for split in self.files.values() for path in split}
        return (
            paths.pop() if len(paths) == 1 else Path(os.path.commonpath([p.parent for p in paths]))
        )

    def sizes(self) -> dict[str, int]:
        """How many images each split has, read from headers; raises DataCorrupt."""
        return self.layout.sizes(self.files)


def system_folders() -> list[Path]:
    """The system's folders of data sets: `EMBEDSCOPE_SYSTEM_DATA` (separated as in PATH), else
    `/usr/local/share/datasets` and `/usr/share/datasets`, where Debian's packages put them.
    """
    default = os.pathsep.join(("/usr/local/share/datasets", "/usr/share/datasets"))
    value = os.environ.get("EMBEDSCOPE_SYSTEM_DATA", default)
    return [Path(part) for part in value.split(os.pathsep) if part]


def folders() -> list[Path]:
    """Every folder that is searched, the first that holds a data set wins."""
    return [data_folder(), *system_folders()]
