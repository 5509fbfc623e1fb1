"""Faces of families as a face encoder sees them: a colour is a family, near means alike.

The data set is "families" of the catalogue; of a share of its families all faces are taken, so that
relatives can be looked for. Vectors are those of a face and of its mirror image, averaged.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.embeddings.embedding_set import Column, EmbeddingSet
from core.embeddings.points import Known, Points
from core.embeddings.sources._build import Work
from core.embeddings.sources._catalogue import check_data
from core.embeddings.sources._fill import LOOKED_AT, fill_points
from core.embeddings.sources._thumbs import Thumbnails
from core.embeddings.writer import EmbeddingSetWriter
from core.errors import BadSource, BadUpload, EncoderMissing
from core.faces import encoders

if TYPE_CHECKING:
    from core.data.readers.trees import Tree
    from core.tasks.kinship.people import People

REQUIRED = ("families",)
OPTIONAL = {"encoder": "dlib-resnet", "seed": 0}
DATA = "families"


def settle(source: dict[str, Any]) -> dict[str, Any]:
    """As it is. Raises UnknownName, and BadSource for a number of families that makes no map."""
    encoders.entry(source["encoder"])
    if not isinstance(source["families"], int) or source["families"] < 1:
        raise BadSource(f"Choose one family or more, not {source['families']!r}.")
    return source


def title(source: dict[str, Any]) -> str:
    """What people read."""
    encoder = encoders.entry(source["encoder"]).constants["TITLE"]
    count = source["families"]
    return f"{count} {'family' if count == 1 else 'families'} as {encoder} sees them"


def described(source: dict[str, Any]) -> dict[str, Any]:
    """What decides the content."""
    return source


def check(source: dict[str, Any]) -> None:
    """Raises DataMissing, EncoderMissing."""
    check_data(DATA, "all")
    missing = encoders.at_hand()[source["encoder"]]
    if missing:
        raise EncoderMissing(missing)


def fill(source: dict[str, Any], writer: EmbeddingSetWriter, work: Work) -> EmbeddingSet:
    """Find, align and encode the faces; what was encoded before is not encoded again."""
    check(source)
    work.at(0, "reading the data set")
    from core.data.readers.trees import open_tree
    from core.faces.features import features
    from core.paths import features_folder
    from core.tasks.kinship.kaggle import load_families

    people = load_families()
    tree = open_tree(Path(people.source))
    chosen = np.random.default_rng(source["seed"]).permutation(len(people.families))
    within = np.isin(people.family_of[people.person_of], chosen[: source["families"]])
    found = features(
        [people.photos[photo] for photo in np.flatnonzero(within)],
        tree.read,
        encoder=encoders.load(source["encoder"]),
        folder=features_folder(),
        progress=lambda done, of, said: work.at(0.9 * done / of, said),
        stop=work.stop,
    )
    if not found.names:
        raise BadUpload("None of the pictures can be read. Fetch the data set again.")
    work.at(0.9, "drawing thumbnails")
    _draw(tree, found.names, writer)
    known = _known(people, found.names).noted(_note(found.found.tolist(), len(found.problems)))
    points = Points(found.vectors.mean(axis=1), known)
    return fill_points(points, writer, title=title(source), source=source, data=DATA)


def _draw(tree: Tree, names: tuple[str, ...], writer: EmbeddingSetWriter) -> None:
    from core.data.encoded import decode

    images = [decode(tree.read(name), name) for name in names]
    with Thumbnails(writer, images[:LOOKED_AT]) as thumbs:
        thumbs.add(thumbs.small(images))


def _known(people: People, names: tuple[str, ...]) -> Known:
    """Family and person of each photo; only those that are shown are named."""
    number = {name: photo for photo, name in enumerate(people.photos)}
    person = people.person_of[[number[name] for name in names]]
    family = people.family_of[person]
    persons, families = np.unique(person), np.unique(family)
    column = Column("person", "class", "person", tuple(people.people[i] for i in persons))
    return Known(
        labels=np.searchsorted(families, family),
        classes=tuple(people.families[i] for i in families),
        names=tuple("/".join(name.split("/")[-3:]) for name in names),
        columns=((column, np.searchsorted(persons, person)),),
    )


def _note(found: list[bool], lost: int) -> str:
    whole = found.count(False)
    said = [f"Pictures used whole, as no face was found: {whole:,} of {len(found):,}."]
    said += [f"Pictures left out, as they cannot be read: {lost:,}."] if lost else []
    return " ".join(said[0 if whole else 1 :])
