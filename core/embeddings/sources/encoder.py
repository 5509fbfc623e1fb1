"""A data set as an encoder sees it: any encoder, any data set, one's own too."""

from __future__ import annotations

from typing import Any

from core import encoders
from core.embeddings.embedding_set import EmbeddingSet
from core.embeddings.sources._build import Work
from core.embeddings.sources._catalogue import check_data, data_title, pictures_of
from core.embeddings.sources._fill import fill_pictures, fill_points
from core.embeddings.sources._sample import check_sample
from core.embeddings.sources._views import encoder_view
from core.embeddings.writer import EmbeddingSetWriter

REQUIRED = ("encoder", "data")
OPTIONAL = {"split": "test", "sample": None, "seed": 0}


def settle(source: dict[str, Any]) -> dict[str, Any]:
    """The encoder by its full address; a seed counts only for a sample.

    Raises UnknownName, BadEncoder, RunBroken.
    """
    address = str(encoders.settled(source["encoder"]))
    return {**source, "encoder": address, "seed": source["seed"] if source["sample"] else 0}


def title(source: dict[str, Any]) -> str:
    """What people read."""
    seen = encoders.title_of(source["encoder"])
    return f"{data_title(source['data'])}, {source['split']}, seen by {seen}"


def described(source: dict[str, Any]) -> dict[str, Any]:
    """What decides the content: the encoder's own content, and a data set by its name."""
    return {**source, "encoder": encoders.identity_of(source["encoder"])}


def check(source: dict[str, Any]) -> None:
    """Raises UnknownName, DataMissing, BadSource, BadEncoder, EncoderMissing."""
    check_sample(source["sample"])
    check_data(source["data"], source["split"])
    encoders.check(source["encoder"])


def fill(source: dict[str, Any], writer: EmbeddingSetWriter, work: Work) -> EmbeddingSet:
    """Encode the images; what was encoded before is not encoded again."""
    check(source)
    work.at(0, "reading the data set")
    pictures = pictures_of(source["data"], source["split"])
    work.at(0, "loading the encoder")
    viewer = encoder_view(source["encoder"])
    points = fill_pictures(pictures, viewer, writer, work, source=source)
    work.at(1, "writing")
    return fill_points(points, writer, title=title(source), source=source, data=source["data"])
