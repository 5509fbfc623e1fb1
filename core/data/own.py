"""Somebody's own images as a data set: a name "own-...", and a list of what belongs to it.

    own/<name>/data.json    title, tree (the folder or zip that holds the images), classes, and for
                            train and test each a list of [file in the tree, number of its class];
                            notes: what was left out as it came in, and why
    own/<name>/images.zip   what was uploaded; a folder on this machine stays where it is
    own/uploads/            files that wait to be taken (core/jobs/kinds/take_data.py)

They are not in the catalogue's list, which names what everybody has; `choices.py` offers both. What
may become one is checked before (core/embeddings/uploads/classes.py).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from core import files
from core.access import Action
from core.access.owner import check_folder, sign
from core.data.class_names import spoken
from core.data.found import SPLITS, Files
from core.data.image_set import Content
from core.data.own_division import are_disjoint
from core.data.readers.trees import content, open_tree
from core.errors import BadUpload, DataCorrupt, UnknownName, Unreadable
from core.lock import alone, with_others
from core.paths import own_folder
from core.registry import Entry

NAME = re.compile(r"own-[0-9a-f]{12}")
LIST, UPLOADED = "data.json", "images.zip"
FILLING = ".filling.lock"
PARTS = ("train", "validation", "test")
Listed = Sequence[tuple[str, int]]
"""Files and the numbers of their classes."""


@dataclass(frozen=True)
class OwnSet:
    """What is known of one; `splits` has "train", "test", and "validation" where there is one."""

    name: str
    title: str
    tree: Path
    classes: tuple[str, ...]
    splits: Mapping[str, Listed]
    notes: tuple[str, ...] = ()
    """What was left out as it came in, and why."""

    def listed(self, split: str) -> Listed:
        """What is loaded as "train" or "test": the validation images stand last in the former."""
        after = self.splits.get("validation", ()) if split == "train" else ()
        return [*self.splits[split], *after]

    @property
    def disjoint(self) -> bool:
        """Whether no class that is tested on is trained on."""
        return are_disjoint(self.splits)


class OwnEntry(Entry):
    """As the entry of a file in `sets/`; its one layout is made when it is loaded."""

    def load(self) -> ModuleType:
        """A module with the layout alone."""
        made = ModuleType(self.module)
        made.LAYOUTS = (OwnLayout(self.name),)  # type: ignore[attr-defined]
        return made


@dataclass(frozen=True)
class OwnLayout:
    """Reads what data.json lists; it lies in its own folder, wherever data sets are looked for."""

    name: str

    def files(self, folder: Path) -> Files:
        """The list and the tree."""
        del folder
        known = find_own(self.name)
        needed = (_list(self.name), known.tree) if known else (_list(self.name),)
        return {"train": needed, "test": needed}

    def sizes(self, files: Files) -> dict[str, int]:
        """From the list."""
        del files
        known = self._known()
        return {split: len(known.listed(split)) for split in SPLITS}

    def read(self, files: Files, split: str) -> Content:
        """All images of a split; raises DataCorrupt."""
        del files
        known = self._known()
        listed = known.listed(split)
        labels = [known.classes[number] for _, number in listed]
        return content(open_tree(known.tree), [file for file, _ in listed], labels, known.classes)

    def _known(self) -> OwnSet:
        known = find_own(self.name)
        if known is None:
            raise DataCorrupt(f"The list of {self.name} is gone. Upload the images again.")
        return known


def entry(name: str) -> Entry | None:
    """The entry of somebody's own data set; None where there is none of that name."""
    known = find_own(name)
    if known is None:
        return None
    constants = {
        "TITLE": known.title,
        "LICENCE": "your own",
        "BY_HAND": f"It was uploaded to this machine as {known.title}; upload it again.",
        "CLASSES": spoken(known.classes),
    }
    return OwnEntry(name, "core.data.own", f"{known.title}, your own images.", "", constants)


def find_own(name: str) -> OwnSet | None:
    """Somebody's own data set by its name; raises DataCorrupt where its list cannot be read."""
    if not NAME.fullmatch(name) or not files.is_there(own_folder() / name):
        return None
    try:
        about = files.read_json(_list(name))
        parts = [part for part in PARTS if part != "validation" or part in about]
        splits = {part: [(str(f), int(c)) for f, c in about[part]] for part in parts}
        tree = Path(about["tree"])
        classes = tuple(map(str, about["classes"]))
        place = tree if tree.is_absolute() else own_folder() / name / tree
        if any(not 0 <= c < len(classes) for listed in splits.values() for _, c in listed):
            raise ValueError("it names unknown classes")
        notes = tuple(map(str, about.get("notes", ())))
        return OwnSet(name, str(about["title"]), place, classes, splits, notes)
    except (Unreadable, ValueError, KeyError, TypeError) as error:
        raise DataCorrupt(
            f"The list of {name} cannot be read ({error}). Delete it, and upload the images again."
        ) from error


def validation_rows(name: str) -> NDArray[np.int64]:
    """Where the validation images that a data set itself names lie in its training split, int64;
    none where it is not somebody's own, or names none.
    """
    known = find_own(name)
    first = 0 if known is None else len(known.splits["train"])
    return np.arange(first, first if known is None else len(known.listed("train")))


def all_own() -> list[OwnSet]:
    """Every one on this machine that can be read, by title."""
    found = [known for known, reason in map(_read, _names()) if known and not reason]
    return sorted(found, key=lambda known: known.title.lower())


def broken_own() -> dict[str, str]:
    """Those that cannot be read, by name, each with the reason and what to do."""
    return {name: reason for name in _names() for _, reason in [_read(name)] if reason}


def _read(name: str) -> tuple[OwnSet | None, str]:
    """One of them, and what is wrong with it."""
    try:
        known = find_own(name)
    except DataCorrupt as error:
        return None, str(error)
    if known is not None and not files.is_there(known.tree):
        gone = f"The images of {known.title} are gone: {known.tree} is not there any more."
        return known, f"{gone} Delete it, and upload them again."
    return known, ""


def _names() -> list[str]:
    found = own_folder().glob("own-*")
    return sorted(path.name for path in found if NAME.fullmatch(path.name) and path.is_dir())


@contextmanager
def new_folder(name: str) -> Iterator[Path]:
    """A hidden folder to fill, which becomes that of the data set when all went well, in place of
    what may lie there; otherwise nothing is left of it.
    """
    own_folder().mkdir(parents=True, exist_ok=True)
    with with_others(own_folder() / FILLING), files.filled_folder(own_folder() / name) as folder:
        sign(folder)
        yield folder


def sweep_stages() -> None:
    """Remove the folders that processes were filling when they were killed."""
    if left := list(own_folder().glob(f"{files.STAGE}*")):
        with alone(own_folder() / FILLING) as nobody:
            for folder in left if nobody else ():
                shutil.rmtree(folder, ignore_errors=True)


def rename_own(name: str, title: str) -> None:
    """Give a data set another title; its name, which runs know, stays. Raises UnknownName,
    BadUpload for an empty title, NotWritten.
    """
    known = find_own(name)
    if known is None:
        raise UnknownName("data set of your own", name, _names())
    check_folder(Action.RENAME, own_folder() / name, known.title)
    if not title.strip():
        raise BadUpload("A data set needs a name of at least one letter.")
    keep_own(replace(known, title=title.strip()), own_folder() / name)


def replace_own(name: str, new: str) -> None:
    """Let the data set `new` stand where `name` stood: under its title, and `name` is deleted.

    Runs that learned from it go on naming it. Raises UnknownName, NotWritten.
    """
    old = find_own(name)
    if old is None:
        raise UnknownName("data set of your own", name, _names())
    if new != name:
        rename_own(new, old.title)
        delete_own(name)


def keep_own(known: OwnSet, place: Path) -> None:
    """Write the list into its folder; a tree inside that is named relative to it."""
    inside = known.tree.is_relative_to(place)
    about = {
        "title": known.title,
        "tree": str(known.tree.relative_to(place) if inside else known.tree),
        "classes": list(known.classes),
        **{split: [list(each) for each in listed] for split, listed in known.splits.items()},
        "notes": list(known.notes),
    }
    files.write_json(place / LIST, about)


def delete_own(name: str) -> None:
    """Forget somebody's own data set, and what was uploaded for it; a folder stays where it is.

    Raises UnknownName. Runs that were trained on it stay, without its images.
    """
    if name not in _names():
        raise UnknownName("data set of your own", name, _names())
    check_folder(Action.DELETE, own_folder() / name, name)
    shutil.rmtree(own_folder() / name)


def _list(name: str) -> Path:
    return own_folder() / name / LIST
