"""What somebody brings: vectors, a table, or images (core/embeddings/uploads/brought.py)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.data.sizes import Image8
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.points import Pictures, Points
from core.embeddings.sources._build import Work
from core.embeddings.sources._fill import fill_pictures, fill_points, fill_thumbs
from core.embeddings.sources._sample import FEWEST, check_sample, sampled
from core.embeddings.sources._stored import described_run, run_key
from core.embeddings.sources._views import View, pixel_view
from core.embeddings.uploads import brought, vectors
from core.embeddings.uploads.kind import kind_of
from core.embeddings.writer import EmbeddingSetWriter
from core.errors import BadUpload
from core.files import files_below
from core.runs.find import find_run
from core.runs.layers import check_layer
from core.runs.standing import title_of

REQUIRED = ("file",)
OPTIONAL = {
    "name": None,
    "labels": None,
    "labels_file": None,
    "by": "pixels",
    "layer": "output",
    "sample": None,
    "seed": 0,
}
PIXELS = "pixels"
READING = 2
"""Which way of reading files this is: what an earlier one made of them is made anew."""


def settle(source: dict[str, Any]) -> dict[str, Any]:
    """The run by its full name; a layer counts only for a run, a seed only for a sample."""
    by = source["by"] if source["by"] == PIXELS else run_key(find_run(source["by"]))
    layer = None if by == PIXELS else source["layer"] or "output"
    seed = source["seed"] if source["sample"] else 0
    name = source["name"] or Path(source["file"]).name
    return {**source, "name": name, "by": by, "layer": layer, "seed": seed}


def title(source: dict[str, Any]) -> str:
    """What people read."""
    name = str(source["name"])
    if source["by"] == PIXELS:
        return name
    return f"{name}, seen by {title_of(find_run(source['by']))}"


def described(source: dict[str, Any]) -> dict[str, Any]:
    """What decides the content: the bytes of the files, wherever they lie. Raises BadUpload."""
    path = Path(source["file"])
    kind = kind_of(path, source["name"])
    content = _listed(path) if kind == "folder" else _digest(path)
    if brought.names_files(path, kind):  # what lies beside it counts
        content += _listed(path.parent)
    extra = _digest(Path(source["labels_file"])) if source["labels_file"] else None
    settings = {**source, "file": content, "labels_file": extra, "reading": READING}
    return settings if source["by"] == PIXELS else described_run(find_run(source["by"]), settings)


def check(source: dict[str, Any]) -> None:
    """Raises BadUpload, BadSource, UnknownName by the headers of the files."""
    check_sample(source["sample"])
    seen = brought.look(asked(source))
    if seen.images and source["layer"]:
        check_layer(find_run(source["by"]), source["layer"])
    count = FEWEST if seen.count is None else seen.count
    if count < FEWEST:
        there = "one point" if count == 1 else f"{count} points"
        raise BadUpload(f"{source['name']} holds {there}; a map needs at least {FEWEST}.")


def asked(source: Mapping[str, Any]) -> brought.Asked:
    """What is to be read, of a source that may not be complete."""
    file, path = source.get("labels_file"), Path(source["file"])
    name, label = source.get("name") or path.name, source.get("labels")
    return brought.Asked(path, name, label, Path(file) if file else None)


def fill(source: dict[str, Any], writer: EmbeddingSetWriter, work: Work) -> EmbeddingSet:
    """Read all of it and write the embedding set."""
    check(source)
    work.at(0, f"reading {source['name']}")
    found = brought.read(asked(source))
    if isinstance(found, Pictures):
        points = fill_pictures(found, _viewer(source), writer, work, source=source)
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


def _viewer(source: dict[str, Any]) -> Any:
    if source["by"] == PIXELS:
        return pixel_view

    def by_net(images: Sequence[Image8]) -> View:
        from core.embeddings.sources._net_view import net_view

        return net_view(find_run(source["by"]), source["layer"], images)

    return by_net


def _digest(path: Path) -> str:
    try:
        found = path.stat()
        return _digest_of(str(path), found.st_size, found.st_mtime_ns)
    except OSError as error:
        raise BadUpload(f"{path.name} cannot be read ({error.strerror}).") from error


@lru_cache(maxsize=256)
def _digest_of(path: str, _size: int, _changed: int) -> str:
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(folder: Path) -> str:
    """A folder's content by the names, sizes and times of its files."""
    files = [(path, path.stat()) for path in sorted(files_below(folder))]
    rows = [(str(p.relative_to(folder)), about.st_size, about.st_mtime_ns) for p, about in files]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
