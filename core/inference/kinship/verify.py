"""Two photos: are the people on them kin?

The score is a logit of the pair model; the probability is its calibrated value where half of all
pairs are kin, as among those it was calibrated on, and stays within what was judged. Faces alone
prove nothing: read the model's errors (`PairModel.errors`) beside every answer.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.data.open_photo import Source
from core.errors import BadPhoto
from core.faces.photo import Photo, faces_on
from core.inference.kinship.outside import kind_of
from core.inference.kinship.pair_model import Chosen, PairModel, pair_model
from core.metrics.stated import Stated


@dataclass(frozen=True, eq=False)
class Answer:
    """What a pair model says about two faces."""

    model: str
    encoders: tuple[str, ...]
    faces: tuple[Image.Image, Image.Image]
    """As they were compared: upright, in the first encoder's frame, RGB."""
    chosen: tuple[Chosen, Chosen]
    score: float
    said: Stated
    """The probability, calibrated and within what was judged, and its interval."""
    near: Stated | None
    """The same against people of one family who are not kin; None where they were not tested."""
    outside: tuple[str, ...]
    """Why this pair is of a kind that was not judged, a clause each; empty where it is of one."""
    crops: bool
    """Whether the calibration for small, tight crops answers."""
    threshold: float
    """A score."""
    kin: bool
    """Whether the score reaches the threshold."""
    distance: float | None
    """Of the two faces for the encoder that tells people apart; None where none does."""
    same_person: bool
    """Whether that distance is below the encoder's limit: then kinship is beside the point."""
    ms: float
    """Milliseconds from the photos to this answer, with the model loaded."""

    @property
    def probability(self) -> float:
        """Of being kin, where half of all pairs are: 0 to 1."""
        return self.said.probability


def verify(
    a: Source | Photo,
    b: Source | Photo,
    *,
    which: tuple[int, int] = (0, 0),
    whole: bool = False,
    model: str | PairModel | None = None,
) -> Answer:
    """Find both faces and compare them.

    Args:
        a: a path, the bytes of a file, a Pillow image, or a photo opened before.
        b: the other.
        which: the face on each, counted from the largest.
        whole: take both pictures for a face each and ask no detector.
        model: a pair model or its name, which decides the encoders; else the default one.

    Raises:
        BadPhoto: for a file that cannot be opened, or a face that is not there.
        NoFace: where no face is found; says what to do.
    """
    begun = time.perf_counter()
    asked = model if isinstance(model, PairModel) else pair_model(model)
    chosen = _face(a, which[0], whole=whole), _face(b, which[1], whole=whole)
    return compare(asked, *chosen, begun=begun)


def compare(model: PairModel, a: Chosen, b: Chosen, *, begun: float | None = None) -> Answer:
    """Compare two faces that were found before; `begun` is when the clock started."""
    begun = time.perf_counter() if begun is None else begun
    vectors = model.vectors([a, b])
    score = float(model.scores(model.seen(vectors), np.array([[0, 1]]))[0])
    crops, outside = kind_of(model, (a, b))
    said = model.stated(score, crops=crops)
    if said.beyond:
        outside = ("no tested pair scored as far out", *outside)
    threshold = model.crops[1] if crops and model.crops else model.threshold
    distance, limit = model.distance(vectors[0], vectors[1]), model.same_person
    first = model.encoders[0]
    faces = tuple(Image.fromarray(first.crop(photo.image, face)) for photo, face in (a, b))
    return Answer(
        model=model.run.name,
        encoders=tuple(each.name for each in model.encoders),
        faces=(faces[0], faces[1]),
        chosen=(a, b),
        score=score,
        said=said,
        near=None if crops else model.stated_near(score),
        outside=outside,
        crops=crops,
        threshold=threshold,
        kin=score >= threshold,
        distance=distance,
        same_person=distance is not None and limit is not None and distance < limit,
        ms=1000 * (time.perf_counter() - begun),
    )


def _face(source: Source | Photo, number: int, *, whole: bool) -> Chosen:
    photo = source if isinstance(source, Photo) else faces_on(source, whole=whole)
    if not 0 <= number < len(photo.faces):
        count = len(photo.faces)
        raise BadPhoto(
            f"There is no face number {number} in this photo: it has {count}, counted from 0."
        )
    return photo, photo.faces[number]
