"""What somebody brings: vectors, a table, or images (core/embeddings/uploads/brought.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import encoders, files
from core.access.roots import within_roots
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.points import Pictures, Points
from core.embeddings.sources._build import Work
from core.embeddings.sources._fill import fill_pictures, fill_points, fill_thumbs
from core.embeddings.sources._sample import FEWEST, check_sample, sampled
from core.embeddings.sources._views import encoder_view, pixel_view
from core.embeddings.uploads import brought, vectors
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
READING = 2
"""Which way of reading files this is: what an earlier one made of them is made anew."""


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
    path = within_roots(Path(source["file"]))
    kind = kind_of(path, source["name"])
    content = _listed(path) if kind == "folder" else _digest(path)
    if brought.names_files(path, kind):  # what lies beside it counts
        content += _listed(path.parent)
    extra = _digest(within_roots(Path(source["labels_file"]))) if source["labels_file"] else None
    settings = {**source, "file": content, "labels_file": extra, "reading": READING}
    if source["by"] == PIXELS:
        return settings
    return {**settings, "by": encoders.identity_of(source["by"])}


def check(source: dict[str, Any]) -> None:
    """Raises BadUpload, BadSource, UnknownName by the headers of the files."""
    check_sample(source["sample"])
    seen = brought.look(asked(source))
    if seen.images and source["by"] != PIXELS:
        encoders.check(source["by"])
    count = FEWEST if seen.count is None else seen.count
    if count < FEWEST:
        there = "one point" if count == 1 else f"{count} points"
        raise BadUpload(f"{source['name']} holds {there}; a map needs at least {FEWEST}.")


def asked(source: Mapping[str, Any]) -> brought.Asked:
    """What is to be read, of a source that may not be complete."""
    file, path = source.get("labels_file"), within_roots(Path(source["file"]))
    name, label = source.get("name") or path.name, source.get("labels")
    return brought.Asked(path, name, label, within_roots(Path(file)) if file else None)


def fill(source: dict[str, Any], writer: EmbeddingSetWriter, work: Work) -> EmbeddingSet:
    """Read all of it and write the embedding set."""
    check(source)
    work.at(0, f"reading {source['name']}")
    found = brought.read(asked(source))
    if isinstance(found, Pictures):
        viewer = pixel_view if source["by"] == PIXELS else encoder_view(source["by"])
        points = fill_pictures(found, viewer, writer, work, source=source)
    else:
        points = _usable(found, source)
        if points.images is not None:
            fill_thumbs(points.images, writer, work)
    work.at(1, "writing")
    return fill_points(points, writer, title=title(source), source=source)


def _usable(given: Points, source: dict[str, Any]) -> Points:
    """A sample of the vectors, without those that cannot be used."""
    points = vectors.usable(given, source["name"])
    rows, note = sampled(
        points.known.labels,
        sample=source["sample"],
        seed=source["seed"],
        dimension=points.vectors.shape[1],
    )
    chosen = points.take(rows)
    return replace(chosen, known=chosen.known.noted(note))


def _address(by: str, layer: str | None) -> str:
    """An encoder's address; a run's name, as it was said before there were encoders, too."""
    named = by if ":" in by else str(encoders.Address("checkpoint", by, layer))
    return str(encoders.settled(named))


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
