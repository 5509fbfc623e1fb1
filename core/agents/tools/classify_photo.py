"""Name the garment on a photo, with calibrated probabilities, or say that it shows none that is
known. The photo is not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from core.agents.arguments import DIGITS
from core.agents.caller import page
from core.agents.photos import Photo, source_of
from core.data.open_photo import open_photo

if TYPE_CHECKING:
    from PIL.Image import Image

TITLE = "Classify a photo"
WRITES = False
SHOWN = 5


@dataclass(frozen=True)
class Garment:
    """What a net says of a photo."""

    label: str
    """A class, or "unsure"."""
    shares: dict[str, float]
    """Of the likeliest classes: probabilities, or shares of the neighbours' votes."""
    shares_are: str
    note: str
    model: str
    milliseconds: float
    page: str


def answer(
    photo: Photo,
    model: Annotated[
        Literal["photos", "fashion"],
        Field(description="photos reads real photos; fashion is a net for 28 x 28 pixels."),
    ] = "photos",
) -> Garment:
    """Name it; raises BadPhoto, EmbedscopeError where there is no such net."""
    opened = open_photo(source_of(photo))  # what is no photo needs no net
    return _by_photos(opened) if model == "photos" else _by_fashion(opened)


def _by_photos(photo: Image) -> Garment:
    from core.inference.photos.real import photos_model

    known = photos_model()
    said = known.classify(photo)
    return Garment(
        label=said.label,
        shares=_largest(said.probabilities),
        shares_are="calibrated probabilities; they mean nothing where it is unsure",
        note=said.reason,
        model=known.run.name,
        milliseconds=round(said.ms, 1),
        page=page("clothes"),
    )


def _by_fashion(photo: Image) -> Garment:
    from core.inference.photos.classify import garments

    known = garments()
    said = known.classify(photo)
    return Garment(
        label=said.label,
        shares=_largest(said.shares),
        shares_are=f"shares of the {known.neighbours} nearest training images, not probabilities",
        note=said.garment.note,
        model=known.run.name,
        milliseconds=round(said.ms, 1),
        page=page("clothes"),
    )


def _largest(shares: dict[str, float]) -> dict[str, float]:
    return {name: round(share, DIGITS) for name, share in list(shares.items())[:SHOWN]}
