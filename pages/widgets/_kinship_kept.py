"""What a visit brought to the Kinship widget: two photos, or two of our drawings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.errors import UnknownName
from core.faces.drawn import PAIRS, drawn_face, drawn_portrait, side_by_side

if TYPE_CHECKING:
    from PIL import Image

    from core.faces.photo import Photo
    from core.inference.kinship.pair_model import Chosen
    from core.inference.kinship.verify import Answer


@dataclass(frozen=True, eq=False)
class Kept:
    """What a visit brought last: both files and their photos, which face of each, the answer."""

    files: tuple[bytes | None, bytes | None] = (None, None)
    photos: tuple[Photo | None, Photo | None] = (None, None)
    chosen: tuple[int, int] = (0, 0)
    answer: Answer | None = None
    drawn: bool = False
    """Whether these are our drawings."""

    def with_photo(self, side: int, photo: Photo | None, file: bytes | None = None) -> Kept:
        """Another photo on one side, its largest face chosen; drawings make room for photos."""
        begun = Kept() if self.drawn else self
        return replace(
            begun,
            files=_at(begun.files, side, file),
            photos=_at(begun.photos, side, photo),
            chosen=_at(begun.chosen, side, 0),
            answer=None,
        )

    def with_face(self, side: int, number: int) -> Kept:
        """Another face of the photo on one side."""
        return replace(self, chosen=_at(self.chosen, side, number))

    def faces(self) -> list[Chosen]:
        """The chosen faces of those photos that are there."""
        pairs = zip(self.photos, self.chosen, strict=True)
        return [(photo, photo.faces[face]) for photo, face in pairs if photo is not None]

    def bytes(self) -> int:
        """About how much memory it takes."""
        photos = [photo.image for photo in self.photos if photo is not None]
        files = sum(len(file) for file in self.files if file is not None)
        return files + sum(3 * photo.width * photo.height for photo in photos)


def drawing(name: str) -> Kept:
    """Both drawn faces of a pair; raises UnknownName."""
    from core.faces.photo import faces_on

    if name not in PAIRS:
        raise UnknownName("example", name, PAIRS)
    first, second = (faces_on(drawn_portrait(look)) for look in PAIRS[name])
    return Kept(photos=(first, second), drawn=True)


def both(name: str) -> Image.Image:
    """Both drawn faces of a pair on one picture."""
    first, second = (drawn_face(look) for look in PAIRS[name])
    return side_by_side(first, second)


def _at(pair: tuple[Any, Any], side: int, value: Any) -> tuple[Any, Any]:
    return (value, pair[1]) if side == 0 else (pair[0], value)
