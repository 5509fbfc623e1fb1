"""Open a photo that somebody brings: whatever its format, upright, small, RGB or RGBA.

Nothing of the file is trusted. Its size in bytes is checked before it is read, its size in pixels
before it is decoded, and only formats that Pillow decodes without an outside program are let in.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from PIL import ExifTags, Image, ImageFile

from core.data.signature import foreign_kind
from core.errors import BadPhoto

if TYPE_CHECKING:
    from numpy.typing import NDArray

Source: TypeAlias = str | Path | bytes | Image.Image

MAX_BYTES = 20 * 1024**2
MAX_PIXELS = 50_000_000
MIN_EDGE = 16
MAX_ASPECT = 12
FORMATS = (
    "JPEG", "PNG", "GIF", "BMP", "DIB", "WEBP", "TIFF", "PPM", "JPEG2000", "AVIF",
    "HEIF",
)  # fmt: skip
REMEDY = "Save the picture as JPEG or PNG and try again."
# What Pillow's readers raise on damaged files, collected from its own fuzzing tests.
DAMAGED = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError,
    ArithmeticError, AssertionError, MemoryError, NotImplementedError, RuntimeError,
    struct.error, zlib.error,
)  # fmt: skip

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow only warns from 89 megapixels on; the limit here is stricter and raises.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def open_photo(source: Source, *, edge: int = 512) -> Image.Image:
    """Open a path, the bytes of a file or a Pillow image; the longer side is at most `edge` px.

    Takes JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF, BMP and a few more; turns the picture as its EXIF
    says; takes an animation's first frame; brings 16-bit, float, gray, palette and CMYK to 8 bits a
    channel. The result is RGB, or RGBA where some of it is transparent: a garment that is already
    cut out keeps its outline.

    Raises BadPhoto for a file that is missing, empty, larger than 20 MB or 50 megapixels, damaged,
    no picture at all, or thinner than `MIN_EDGE` px or 1 : `MAX_ASPECT`.
    """
    image = source if isinstance(source, Image.Image) else _identify(_read(source))
    _check_dimensions(image)
    try:
        small = _eight_bit(_shrunk(image, edge))
        turn = _turn(image)  # after decoding: PNG may hold its EXIF at the end
    except Image.DecompressionBombError as error:
        raise _too_large(image) from error
    except DAMAGED as error:
        raise BadPhoto(
            "The picture is damaged or was cut off while it was copied, so it cannot be read to "
            f"its end. Copy it again from where it came. ({_first_line(error)})"
        ) from error
    return small if turn is None else small.transpose(turn)


def open_rgb(source: Source, *, edge: int = 512) -> Image.Image:
    """As `open_photo`, with white where the picture is transparent."""
    photo = open_photo(source, edge=edge)
    if photo.mode == "RGBA":
        white = Image.new("RGBA", photo.size, "white")
        photo = Image.alpha_composite(white, photo).convert("RGB")
    return photo


def _read(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        size, data = len(source), source
    else:
        path = Path(source)
        try:
            size = path.stat().st_size
            data = path.read_bytes() if size <= MAX_BYTES else b""
        except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
            reason = getattr(error, "strerror", None) or str(error)
            raise BadPhoto(
                f"The file {path.name!r} cannot be read ({reason}). Check its name and its rights."
            ) from error
    if size > MAX_BYTES:
        raise BadPhoto(too_many_bytes(size))
    if not data:
        raise BadPhoto("The file is empty. Copy it again from where it came.")
    return data


def too_many_bytes(size: int) -> str:
    """Why a file of so many bytes is refused, and what to do."""
    return (
        f"The file has {size / 1024**2:.1f} MB; at most {MAX_BYTES // 1024**2} MB are opened. "
        "Save the picture smaller, 1,000 pixels wide are plenty."
    )


def _identify(data: bytes) -> Image.Image:
    """Read the header only; nothing is decoded yet."""
    foreign = foreign_kind(data)
    if foreign:
        raise BadPhoto(f"This is {foreign}, not a photo, whatever its name says. {REMEDY}")
    try:
        return Image.open(io.BytesIO(data), formats=_formats())
    except Image.DecompressionBombError as error:
        raise _too_large(None) from error
    except Image.UnidentifiedImageError as error:
        raise BadPhoto(f"No picture can be found in this file. {REMEDY}") from error
    except DAMAGED as error:
        raise BadPhoto(
            f"The picture's header is damaged ({_first_line(error)}). {REMEDY}"
        ) from error


@lru_cache
def _formats() -> tuple[str, ...]:
    """Those of FORMATS that this Pillow was built with."""
    import pillow_heif

    Image.init()
    pillow_heif.register_heif_opener()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _check_dimensions(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise _too_large(image)
    if min(width, height) < MIN_EDGE:
        raise BadPhoto(
            f"The picture is {width} x {height} pixels; at least {MIN_EDGE} are needed on "
            "each side. Take a larger one."
        )
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise BadPhoto(
            f"The picture is {width} x {height} pixels, a strip rather than a photo; at most "
            f"1 : {MAX_ASPECT} is opened. Crop it around what matters."
        )


def _too_large(image: Image.Image | None) -> BadPhoto:
    size = f"{image.width:,} x {image.height:,} pixels" if image else "far too many pixels"
    return BadPhoto(
        f"The picture has {size}; at most {MAX_PIXELS // 10**6} megapixels are opened. "
        "Save it smaller, 1,000 pixels wide are plenty."
    )


def _shrunk(image: Image.Image, edge: int) -> Image.Image:
    """Decode, already smaller where the format can (JPEG); then down to `edge`."""
    if isinstance(image, ImageFile.ImageFile):
        image.draft(None, (edge, edge))
        image.load()
    small = _resizable(image)
    small = small.copy() if small is image else small
    small.thumbnail((edge, edge), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return small


def _resizable(image: Image.Image) -> Image.Image:
    if image.mode in {"L", "RGB", "CMYK", "F", "I"} and not image.has_transparency_data:
        return image
    if image.mode.startswith("I;"):
        return image.convert("I")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    if image.mode in {"I", "F"}:
        return Image.fromarray(_scaled(np.asarray(image))).convert("RGB")
    if image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255):
        return image
    return image.convert("RGB")


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How to turn the decoded picture upright; an unreadable EXIF block turns nothing."""
    try:
        return TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except DAMAGED:
        return None


def _scaled(pixels: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Deep pixels to 0..255, by the smallest usual depth that holds the brightest of them.

    Raises BadPhoto where none of them is a number.
    """
    finite = np.isfinite(pixels)
    if not finite.any():
        raise BadPhoto(f"The picture has no number in any of its pixels. {REMEDY}")
    values = np.where(finite, pixels, 0).astype(np.float64)
    if pixels.dtype.kind == "f":
        depths = [1.0, 255.0, 65535.0]
    else:
        depths = [255.0, 1023.0, 4095.0, 16383.0, 65535.0]
    peak = values.max()
    white = next((depth for depth in depths if depth >= peak), peak)
    return np.clip(values * (255.0 / white), 0, 255).round().astype(np.uint8)


def _first_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return text[0][:120] if text else type(error).__name__
