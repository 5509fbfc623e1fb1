"""The vectors of a data set's faces, as a recipe asks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.image_set import Pixels
from core.encoders.as_face import about_face, load_face
from core.errors import DataCorrupt, EncoderMissing
from core.faces.encoders import Encoder
from core.faces.features import crops, features
from core.faces.picture_statistics import PictureStatistics, picture_statistics
from core.paths import features_folder
from core.progress import Progress
from core.runs.card_parts import EncoderCard
from core.tasks.kinship.corpus import Corpus
from core.tasks.kinship.settings import Faces


@dataclass(frozen=True)
class Used:
    """An encoder, and the one it stands in for."""

    encoder: Encoder
    asked: str

    @property
    def stands_in(self) -> bool:
        """Whether the one that was asked for is not on this machine."""
        return self.encoder.name != self.asked

    def as_card(self) -> EncoderCard:
        """As the card holds it."""
        about = about_face(self.encoder.name)
        return EncoderCard(
            name=self.encoder.name,
            version=self.encoder.version,
            dimension=self.encoder.dimension,
            licence=str(about["LICENCE"]),
            stands_in_for=self.asked if self.stands_in else None,
        )


def used_encoders(faces: Faces) -> tuple[Used, ...]:
    """The encoders of a recipe, or what stands in; raises EncoderMissing, UnknownName."""
    return tuple(_used(name, faces.stand_in) for name in faces.encoders)


def vectors_of(
    corpus: Corpus,
    used: tuple[Used, ...],
    *,
    mirror: bool,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> NDArray[np.float32]:
    """The vectors of every photo, one encoder's behind the other's: float32 [photos, d].

    They are computed once a machine (`features_folder`). Raises Stopped, or DataCorrupt where a
    photo cannot be read.
    """
    parts = []
    for each in used:
        found = features(
            corpus.people.photos,
            corpus.read,
            encoder=each.encoder,
            folder=features_folder(),
            progress=progress,
            stop=stop,
        )
        if found.problems:
            first = found.problems[0]
            raise DataCorrupt(
                f"{len(found.problems)} photos of {corpus.people.source} cannot be used, the first "
                f"is {first.name}: {first.reason}"
            )
        parts.append(seen(found.vectors, mirror=mirror))
    return np.concatenate(parts, axis=1)


def crops_of(
    corpus: Corpus,
    used: tuple[Used, ...],
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> Pixels:
    """Every photo's face in the frame of the one encoder that is trained: uint8 [photos, ...].

    Raises Stopped.
    """
    return crops(
        corpus.people.photos,
        corpus.read,
        encoder=used[0].encoder,
        folder=features_folder(),
        progress=progress,
        stop=stop,
    )


def pictures_of(
    corpus: Corpus,
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> PictureStatistics | None:
    """Colours, light and cropping of every photo, measured once a machine; raises Stopped."""
    return picture_statistics(
        corpus.people.photos,
        corpus.read,
        folder=features_folder(),
        progress=progress,
        stop=stop,
    )


def seen(vectors: NDArray[np.float32], *, mirror: bool) -> NDArray[np.float32]:
    """Of each face as it is and mirrored, float32 [n, 2, d], what a head takes: [n, d]."""
    made: NDArray[np.float32] = vectors.mean(axis=1) if mirror else vectors[:, 0]
    return np.ascontiguousarray(made, np.float32)


def _used(name: str, stand_in: str | None) -> Used:
    try:
        return Used(load_face(name), name)
    except EncoderMissing:
        if stand_in is None:
            raise
        return Used(load_face(stand_in), name)
