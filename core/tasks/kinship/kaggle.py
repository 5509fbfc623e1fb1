"""The layout of Kaggle's "Recognizing Faces in the Wild": a folder or zip of families.

    train/F0001/MID1/*.jpg       photos of person MID1 of family F0001 (above may be more folders)
    train_relationships.csv      columns p1, p2: F0002/MID1,F0002/MID3 are kin

P00009_face3.jpg is the third face on photograph P00009, whoever's folder it lies in.

Source: report 001, section 4; Robinson et al. 2018, "Visual kinship recognition of families in the
wild", IEEE TPAMI 40.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from core.data import find
from core.data.catalogue import entry, how_to_get
from core.data.readers.trees import Tree, images_in, open_tree
from core.errors import DataCorrupt, DataMissing
from core.tasks.kinship.people import People, people_from

DATA = "families"
RELATIONS = "train_relationships.csv"
COLUMNS = ("p1", "p2")
FACE = re.compile(r"(P\d+)_face\d+")
PERSON = re.compile(r"[^/\s]+/[^/\s]+")


def load_families() -> People:
    """The catalogue's families; raises DataMissing, DataCorrupt."""
    found = find(DATA)
    if found is None:
        raise DataMissing(f"{DATA} is not on this machine. {how_to_get(entry(DATA))}")
    path = found.where if found.where.suffix == ".zip" else found.where.parent
    return read_families(path)


def read_families(path: Path) -> People:
    """People, families and relations of a folder or zip; raises DataCorrupt, which says why."""
    tree = open_tree(path)
    photos: dict[str, list[str]] = {}
    for name in images_in(tree):
        parts = name.split("/")
        if len(parts) >= 3 and (parts[-4:-3] in ([], ["train"]) or "train" not in parts):
            photos.setdefault("/".join(parts[-3:-1]), []).append(name)
    if not photos:
        raise DataCorrupt(
            f"{path} holds no photos as FAMILY/PERSON/photo.jpg. Choose the folder (or zip) that "
            "was unpacked from Kaggle's train.zip."
        )
    relations = _relations(tree)
    known = [pair for pair in relations if pair[0] in photos and pair[1] in photos]
    if not known:
        stranger = next(p for pair in relations for p in pair if p not in photos)
        raise DataCorrupt(
            f"No relation of {RELATIONS} in {path} names two people with photos: there is no "
            f"folder {stranger!r}, for example. The photos and the list must belong together."
        )
    return people_from(
        photos,
        known,
        source=str(path),
        skipped=len(set(relations)) - len(set(known)),
        photograph=photograph,
    )


def photograph(path: str) -> str:
    """The photograph that a face was cut from, by its file's name; its own path where that does not
    say: then it is one of its own.
    """
    found = FACE.match(path.rsplit("/", maxsplit=1)[-1])
    return found[1] if found else path


def _relations(tree: Tree) -> list[tuple[str, str]]:
    names = [name for name in tree.names if name.split("/")[-1] == RELATIONS]
    if not names:
        raise DataCorrupt(
            f"{tree.path} holds no {RELATIONS}, which says who is kin. Put it beside train/."
        )
    return read_relations(tree.read(min(names, key=len)), name=f"{tree.path}/{names[0]}")


def read_relations(content: bytes, *, name: str) -> list[tuple[str, str]]:
    """The pairs of a list with the columns p1 and p2, as it stands; raises DataCorrupt."""
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True)
        header = [column.strip() for column in table.fieldnames or []]
        table.fieldnames = header
        rows = list(table)
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataCorrupt(f"{name} is not a CSV table ({error}). Fetch it again.") from error
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise DataCorrupt(
            f"{name} has no column {missing[0]!r}; its first line must be p1,p2 and reads "
            f"{','.join(header)[:80]!r}."
        )
    if not rows:
        raise DataCorrupt(
            f"{name} has no rows below its first line: nobody is kin. Fetch it again."
        )
    return [_pair(row, name, line) for line, row in enumerate(rows, start=2)]


def _pair(row: dict[str, str | None], name: str, line: int) -> tuple[str, str]:
    first, second = ((row[column] or "").strip() for column in COLUMNS)
    for person in (first, second):
        if not PERSON.fullmatch(person):
            raise DataCorrupt(
                f"{name}, line {line}: {person!r} is not a person. Write FAMILY/PERSON, as "
                "F0002/MID1."
            )
    if first == second:
        raise DataCorrupt(f"{name}, line {line}: {first} cannot be kin to themselves.")
    return first, second
