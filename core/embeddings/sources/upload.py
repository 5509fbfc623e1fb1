"""What somebody brings: vectors (.npy), a table (.parquet, .csv), a zip or folder of images."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from core import encoders, files
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.points import Known, Points
from core.embeddings.sources._build import Work
from core.embeddings.sources._fill import fill_pictures, fill_points
from core.embeddings.sources._sample import FEWEST, check_sample, sampled
from core.embeddings.sources._views import encoder_view, pixel_view
from core.embeddings.uploads import labels, pictures, table, vectors
from core.embeddings.uploads.kind import kind_of
from core.embeddings.writer import EmbeddingSetWriter
from core.errors import BadUpload

REQUIRED = ("file",)
OPTIONAL = {
    "name": None,
    "labels": None,
    "labels_file": None,
    "by": "pixels",
    "layer": None,
    "sample": None,
    "seed": 0,
}
PIXELS = "pixels"


def settle(source: dict[str, Any]) -> dict[str, Any]:
    """The encoder by its full address, which a run's name and a layer may stand for; a seed counts
    only for a sample. Raises UnknownName, BadEncoder, RunBroken.
    """
    by = source["by"] if source["by"] == PIXELS else _address(source["by"], source["layer"])
    seed = source["seed"] if source["sample"] else 0
    name = source["name"] or Path(source["file"]).name
    return {**source, "name": name, "by": by, "layer": None, "seed": seed}


def title(source: dict[str, Any]) -> str:
    """What people read."""
    name = str(source["name"])
    if source["by"] == PIXELS:
        return name
    return f"{name}, seen by {encoders.title_of(source['by'])}"


def described(source: dict[str, Any]) -> dict[str, Any]:
    """What decides the content: the bytes of the files, wherever they lie, and the encoder.

    Raises BadUpload, BadEncoder.
    """
    path = Path(source["file"])
    kind = kind_of(path, source["name"])
    content = _listed(path) if kind == "folder" else _digest(path)
    extra = _digest(Path(source["labels_file"])) if source["labels_file"] else None
    settings = {**source, "file": content, "labels_file": extra}
    if source["by"] == PIXELS:
        return settings
    return {**settings, "by": encoders.identity_of(source["by"])}


def check(source: dict[str, Any]) -> None:
    """Raises BadUpload, BadSource, UnknownName by the headers of the files."""
    check_sample(source["sample"])
    path, name = Path(source["file"]), source["name"]
    kind = kind_of(path, name)
    if kind in ("zip", "folder"):
        _no_labels(source, "Images take their classes from their folders")
        if source["by"] != PIXELS:
            encoders.check(source["by"])
        count = pictures.look(path, name, kind)
    elif kind == "npy":
        if source["labels"]:
            _no_labels({"labels": source["labels"]}, "A .npy file has no columns")
        count, _ = vectors.look(path, name)
        if source["labels_file"]:
            file = Path(source["labels_file"])
            labels.labelled(Known.nothing(count), file, file.name)
    else:
        table.look(path, name, kind, label=source["labels"])
        count = FEWEST  # known only once it is read
    if count < FEWEST:
        there = "one point" if count == 1 else f"{count} points"
        raise BadUpload(f"{name} holds {there}; a map needs at least {FEWEST}.")


def fill(source: dict[str, Any], writer: EmbeddingSetWriter, work: Work) -> EmbeddingSet:
    """Read all of it and write the embedding set."""
    check(source)
    work.at(0, f"reading {source['name']}")
    path, name = Path(source["file"]), source["name"]
    kind = kind_of(path, name)
    if kind in ("zip", "folder"):
        found = pictures.read(path, name, kind)
        viewer = pixel_view if source["by"] == PIXELS else encoder_view(source["by"])
        points = fill_pictures(found, viewer, writer, work, source=source)
    else:
        points = _points(path, kind, source)
    work.at(1, "writing")
    return fill_points(points, writer, title=title(source), source=source)


def _points(path: Path, kind: str, source: dict[str, Any]) -> Points:
    """Vectors with their labels, sampled, without those that cannot be used."""
    name = source["name"]
    if kind == "npy":
        points = vectors.read(path, name)
    else:
        points = table.read(path, name, kind, label=source["labels"])
    if source["labels_file"]:
        file = Path(source["labels_file"])
        points = Points(points.vectors, labels.labelled(points.known, file, file.name))
    points = vectors.usable(points, name)
    rows, note = sampled(
        points.known.labels,
        sample=source["sample"],
        seed=source["seed"],
        dimension=points.vectors.shape[1],
    )
    return Points(points.vectors[rows], points.known.take(rows).noted(note))


def _address(by: str, layer: str | None) -> str:
    """An encoder's address; a run's name, as it was said before there were encoders, too."""
    named = by if ":" in by else str(encoders.Address("checkpoint", by, layer))
    return str(encoders.settled(named))


def _no_labels(source: dict[str, Any], why: str) -> None:
    if source.get("labels") or source.get("labels_file"):
        raise BadUpload(f"{why}: no labels can be named for them.")


def _digest(path: Path) -> str:
    try:
        return files.digest(path)
    except OSError as error:
        raise BadUpload(f"{path.name} cannot be read ({error.strerror}).") from error


def _listed(folder: Path) -> str:
    """A folder's content by the names, sizes and times of its files."""
    found = [(path, path.stat()) for path in sorted(files.files_below(folder))]
    rows = [(str(p.relative_to(folder)), about.st_size, about.st_mtime_ns) for p, about in found]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
