"""Feature vectors of many faces, each computed once: for data sets and lists of pairs.

They are kept by the pictures' content, so a file may be renamed and a data set packed. Photos that
somebody only asks about go through without a folder: a face's vector is personal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.image_set import Pixels
from core.data.open_photo import open_rgb
from core.data.picture_cache import Cache, key_of
from core.errors import EmbedscopeError, Stopped
from core.faces.align import mirrored
from core.faces.encoders import Encoder, Vectors
from core.faces.face import Face
from core.faces.find import FOUND_BY, cut_out_face, find_faces, whole_picture
from core.faces.photo import EDGE

How = Literal["photo", "cut-out", "whole"]
"""The largest face of a photo, the face of a picture that was cut out around it, or the picture
without asking the detector. In the first two the whole picture is taken where no face is found."""
Read = Callable[[str], bytes | Pixels]
Progress = Callable[[int, int, str], object]
BLOCK = 32
"""Faces that are encoded together."""
FACE = [("box", "f4", 4), ("points", "f4", (5, 2)), ("score", "f4"), ("turn", "i1"), ("found", "?")]


@dataclass(frozen=True)
class Problem:
    """A picture that was left out, and why, in a sentence."""

    name: str
    reason: str


@dataclass(frozen=True, eq=False)
class Features:
    """The vectors of the pictures that could be read, in the order in which they were named."""

    names: tuple[str, ...]
    vectors: Vectors
    """float32 [n, 2, d]: of each face as it is, and as seen in a mirror."""
    found: NDArray[np.bool_]
    """bool [n]: False where no face was found, so that the whole picture was taken."""
    problems: tuple[Problem, ...]


def features(
    names: Sequence[str],
    read: Read,
    *,
    encoder: Encoder,
    how: How = "cut-out",
    folder: Path | None = None,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> Features:
    """Find, align and encode the face of every picture; what `folder` holds is not done again.

    Args:
        names: what to call the pictures; each is asked for by `read`.
        read: the bytes of a picture's file, or its pixels uint8 [h, w, 3]. What it raises of
            EmbedscopeError and OSError is a problem of that picture.
        encoder: from `core.faces.encoders.load`.
        how: what the pictures are.
        folder: where vectors are kept, usually `core.paths.features_folder()`; None keeps nothing.
        progress: called with how many are done, of how many, and a sentence.
        stop: asked before each picture. Then Stopped is raised, and what was done is kept.
    """
    work = _Work(read, encoder, how, folder)
    try:
        for start in range(0, len(names), BLOCK):
            for name in names[start : start + BLOCK]:
                if stop():
                    raise Stopped
                work.look(name)
            work.encode()
            done = min(start + BLOCK, len(names))
            progress(done, len(names), work.sentence())
    finally:
        work.encode()
        work.keep()
    return work.result()


def crops(
    names: Sequence[str],
    read: Read,
    *,
    encoder: Encoder,
    how: How = "cut-out",
    folder: Path | None = None,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
) -> Pixels:
    """The faces in the encoder's frame, for training it: uint8 [n, edge, edge, 3].

    Arguments as `features` takes them; where the faces are is kept, the crops are not. Raises
    Stopped, and what is wrong with the first picture that cannot be read.
    """
    work = _Work(read, encoder, how, folder)
    made = np.empty((len(names), encoder.edge, encoder.edge, 3), np.uint8)
    try:
        for number, name in enumerate(names):
            if stop():
                raise Stopped
            made[number] = work.crop(read(name))
            progress(number + 1, len(names), "cutting out faces")
    finally:
        work.keep()
    return made


class KnownFaces:
    """Where the face is on a picture; what a folder holds is not looked for again."""

    def __init__(self, how: How, folder: Path | None) -> None:
        self._how = how
        self._kept = Cache(folder and folder / f"faces-{how}-{FOUND_BY}", FACE)

    def on(self, image: Image.Image, key: bytes) -> Face:
        """The face of an opened picture whose content has this key (`key_of`)."""
        if key not in self._kept:
            face = _face(image, self._how)
            self._kept.add(key, face.box, face.points, face.score, face.turn, face.found)
        box, points, score, turn, found = (self._kept[key][field] for field, *_ in FACE)
        left, top, right, bottom = box.tolist()
        return Face(
            (left, top, right, bottom), np.array(points), float(score), int(turn), bool(found)
        )

    def flush(self) -> None:
        """Write what is new."""
        self._kept.flush()


class _Work:
    """The pictures of one call: what is known of them, and what waits to be encoded."""

    def __init__(self, read: Read, encoder: Encoder, how: How, folder: Path | None) -> None:
        self._read, self._encoder = read, encoder
        vectors = folder and folder / f"{encoder.version}-{how}-{FOUND_BY}"
        self._faces = KnownFaces(how, folder)
        self._vectors = Cache(vectors, [("vectors", "f4", (2, encoder.dimension)), ("found", "?")])
        self._keys: dict[str, bytes] = {}
        self._problems: dict[str, str] = {}
        self._waiting: dict[bytes, tuple[Pixels, bool]] = {}

    def look(self, name: str) -> None:
        """Read a picture and, where its vector is not known, find its face."""
        try:
            content = self._read(name)
            key = key_of(content)
            if key not in self._vectors and key not in self._waiting:
                image = opened_picture(content)
                face = self._faces.on(image, key)
                self._waiting[key] = self._encoder.crop(image, face), face.found
        except (EmbedscopeError, OSError) as error:
            self._problems[name] = str(error)
        else:
            self._keys[name] = key

    def crop(self, content: bytes | Pixels) -> Pixels:
        """The face of a picture in the encoder's frame."""
        image = opened_picture(content)
        return self._encoder.crop(image, self._faces.on(image, key_of(content)))

    def encode(self) -> None:
        """Encode the faces that wait."""
        if self._waiting:
            crops = np.stack([crop for crop, _ in self._waiting.values()])
            plain, mirror = self._encoder.encode(crops), self._encoder.encode(mirrored(crops))
            pairs = np.stack([plain, mirror], axis=1)
            for (key, (_, found)), pair in zip(self._waiting.items(), pairs, strict=True):
                self._vectors.add(key, pair, found)
            self._waiting = {}

    def keep(self) -> None:
        """Write what is new."""
        self._faces.flush()
        self._vectors.flush()

    def sentence(self) -> str:
        """What was done so far."""
        whole = sum(not self._vectors[key]["found"] for key in self._keys.values())
        text = f"{len(self._keys):,} faces encoded"
        text += f", {whole:,} of them not found: the whole picture was taken" if whole else ""
        lost = len(self._problems)
        return text + (f"; {lost:,} pictures cannot be read" if lost else "")

    def result(self) -> Features:
        """All that could be read."""
        keys = list(self._keys.values())
        shape = (len(keys), 2, self._encoder.dimension)
        vectors = np.array([self._vectors[key]["vectors"] for key in keys], np.float32)
        return Features(
            names=tuple(self._keys),
            vectors=vectors.reshape(shape),
            found=np.array([self._vectors[key]["found"] for key in keys], bool),
            problems=tuple(Problem(*pair) for pair in self._problems.items()),
        )


def opened_picture(content: bytes | Pixels) -> Image.Image:
    """The file's or the pixels' picture: RGB, upright, at most EDGE; raises BadPhoto."""
    source = content if isinstance(content, bytes) else Image.fromarray(content)
    return open_rgb(source, edge=EDGE)


def _face(image: Image.Image, how: How) -> Face:
    if how == "whole":
        return whole_picture(image)
    if how == "cut-out":
        return cut_out_face(image)
    found = find_faces(image)
    return found[0] if found else whole_picture(image)
