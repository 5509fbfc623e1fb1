"""A data set as it is: its pixels as vectors, before any net."""

from __future__ import annotations

from typing import Any

from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.sources._build import Work
from core.embeddings.sources._catalogue import check_data, data_title, pictures_of
from core.embeddings.sources._fill import fill_pictures, fill_points
from core.embeddings.sources._sample import check_sample
from core.embeddings.sources._views import pixel_view
from core.embeddings.writer import EmbeddingSetWriter

REQUIRED = ("data",)
OPTIONAL = {"split": "test", "sample": None, "seed": 0}


def settle(source: dict[str, Any]) -> dict[str, Any]:
    """A seed counts only for a sample."""
    return {**source, "seed": source["seed"] if source["sample"] else 0}


def title(source: dict[str, Any]) -> str:
    """What people read."""
    return f"{data_title(source['data'])}: pixels, {source['split']}"


def described(source: dict[str, Any]) -> dict[str, Any]:
    """What decides the content: a published data set is what its name says."""
    return source


def check(source: dict[str, Any]) -> None:
    """Raises UnknownName, DataMissing, BadSource."""
    check_sample(source["sample"])
    check_data(source["data"], source["split"])


def fill(source: dict[str, Any], writer: EmbeddingSetWriter, work: Work) -> EmbeddingSet:
    """Read the images and keep their pixels."""
    check(source)
    work.at(0, "reading the data set")
    pictures = pictures_of(source["data"], source["split"])
    points = fill_pictures(pictures, pixel_view, writer, work, source=source)
    work.at(1, "writing")
    return fill_points(points, writer, title=title(source), source=source, data=source["data"])
