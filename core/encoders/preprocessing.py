"""From a picture of any size to the pixels that an encoder takes.

In this order: the picture is resized (its shorter side, or whole), cut or padded to the encoder's
size, its channels put in order, and `(pixel / 255 - mean) / std` taken of every channel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.sizes import Frame, Image8, squeezed
from core.errors import BadEncoder

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
CROPS = {
    "center": "Resize the shorter side, then cut the middle out.",
    "squeeze": "Resize to the size, whatever the picture's shape.",
    "pad": "Resize the longer side, then pad with black.",
}
INTERPOLATIONS = ("bilinear", "bicubic", "nearest", "box", "hamming", "lanczos")
CHANNELS = {"rgb": "red, green, blue", "bgr": "blue, green, red (as OpenCV)", "gray": "one, gray"}
PARTS = ("size", "resize", "crop", "interpolation", "channels", "mean", "std")
LARGEST = 2048


@dataclass(frozen=True)
class Preprocessing:
    """What is done to a picture; raises BadEncoder where that cannot be."""

    size: tuple[int, int] = (224, 224)
    """Height and width in pixels."""
    resize: int | None = 256
    """Of "center": the shorter side before the cut; None: that of the size."""
    crop: str = "center"
    interpolation: str = "bilinear"
    channels: str = "rgb"
    mean: tuple[float, ...] = IMAGENET_MEAN
    std: tuple[float, ...] = IMAGENET_STD
    """Of every channel in the order in which the net takes them, of pixels from 0 to 1."""

    def __post_init__(self) -> None:
        count = 1 if self.channels == "gray" else 3
        for name in ("mean", "std"):
            values = tuple(map(float, getattr(self, name)))
            object.__setattr__(self, name, values * count if len(values) == 1 else values)
        wrong = next(filter(None, self._wrong(count)), None)
        if wrong:
            raise BadEncoder(wrong)

    def _wrong(self, count: int) -> tuple[str, ...]:
        def among(name: str, known: Sequence[str]) -> str:
            value = getattr(self, name)
            return "" if value in known else f"{name} is one of {', '.join(known)}, not {value!r}."

        bad_size = not all(1 <= side <= LARGEST for side in self.size)
        bad_resize = self.resize is not None and not max(self.size) <= self.resize <= 2 * LARGEST
        spoiled = [n for n in ("mean", "std") if not np.isfinite(getattr(self, n)).all()]
        return (
            among("crop", tuple(CROPS)),
            among("interpolation", INTERPOLATIONS),
            among("channels", tuple(CHANNELS)),
            f"size is {self.size}; each side needs 1 to {LARGEST} pixels." if bad_size else "",
            f"resize is {self.resize}: it needs at least the size, {max(self.size)}."
            if bad_resize and self.crop == "center"
            else "",
            *(
                f"{name} has {len(getattr(self, name))} numbers, and {count} are needed."
                for name in ("mean", "std")
                if len(getattr(self, name)) != count
            ),
            f"{spoiled[0]} must be numbers." if spoiled else "",
            "std must be above 0: it is what pixels are divided by." if min(self.std) <= 0 else "",
        )

    def with_parts(self, parts: Mapping[str, str]) -> Preprocessing:
        """With the parts that an address changes, as text; raises BadEncoder."""
        if not parts:
            return self
        told: dict[str, Any] = {key: _value(key, text) for key, text in parts.items()}
        if "size" in told and "resize" not in told and self.resize:  # the same share is cut away
            told["resize"] = round(self.resize * max(told["size"]) / max(self.size))
        if told.get("channels", self.channels) != self.channels:
            for name in ("mean", "std"):
                told.setdefault(name, _reordered(getattr(self, name), told["channels"]))
        return replace(self, **told)

    def parts(self) -> dict[str, str]:
        """All of it as text, as an address holds it."""
        rows = asdict(self) | {"size": "x".join(map(str, self.size)), "resize": self.resize or ""}
        numbers = {n: ",".join(f"{v:.6g}" for v in getattr(self, n)) for n in ("mean", "std")}
        return {key: str({**rows, **numbers}[key]) for key in PARTS}

    def changes(self, stated: Preprocessing) -> dict[str, str]:
        """The parts that differ from those of `stated`: what an address has to say."""
        there = stated.parts()
        return {key: text for key, text in self.parts().items() if text != there[key]}

    def sentence(self) -> str:
        """For people."""
        size = " x ".join(map(str, reversed(self.size)))
        how = {
            "center": f"shorter side to {self.resize or min(self.size)}, middle cut to {size}",
            "squeeze": f"squeezed to {size}",
            "pad": f"fitted into {size} upon black",
        }[self.crop]
        mean, std = (_told(values) for values in (self.mean, self.std))
        told = CHANNELS[self.channels].partition(" (")[0]
        return f"{how}, {self.interpolation}; channels {told}; mean {mean}, deviation {std}."

    def fit(self, image: Image8) -> Image8:
        """uint8 [h, w] or [h, w, 3], RGB, to uint8 [height, width] or [height, width, 3], RGB."""
        from PIL import Image

        toned = _toned(image, gray=self.channels == "gray")
        height, width = self.size
        if self.crop == "squeeze" and self.interpolation == "bilinear":
            return squeezed(toned, Frame(height, width, colour=self.channels != "gray"))
        high, wide = toned.shape[:2]
        way = Image.Resampling[self.interpolation.upper()]
        if self.crop == "squeeze":
            goal = (height, width)
        elif self.crop == "pad":
            scale = min(height / high, width / wide)
            goal = max(1, round(high * scale)), max(1, round(wide * scale))
        else:
            goal = _shorter(high, wide, side=self.resize, size=self.size)
        if goal != (high, wide):
            toned = np.asarray(Image.fromarray(toned).resize(goal[::-1], way))
        return _framed(toned, height, width)

    def scaled(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Fitted pixels [n, h, w] or [n, h, w, 3] as the net takes them: float32 [n, c, h, w]."""
        channels = pixels[..., None] if pixels.ndim == 3 else pixels
        channels = channels[..., ::-1] if self.channels == "bgr" else channels
        ordered = np.ascontiguousarray(channels.transpose(0, 3, 1, 2), np.float32)
        std = np.array(self.std, np.float32)[:, None, None]
        ordered *= 1 / (255 * std)
        ordered -= np.array(self.mean, np.float32)[:, None, None] / std
        return ordered


def _told(values: tuple[float, ...]) -> str:
    """A channel each; once, where all are the same."""
    told = values[:1] if len(set(values)) == 1 else values
    return ", ".join(f"{value:.4g}" for value in told)


def _shorter(high: int, wide: int, *, side: int | None, size: tuple[int, int]) -> tuple[int, int]:
    """Height and width whose shorter side is `side`, the longer cut off as torchvision does; else
    those that just cover `size`.
    """
    if side is None:
        scale = max(size[0] / high, size[1] / wide)
        return max(size[0], round(high * scale)), max(size[1], round(wide * scale))
    return (side, side * wide // high) if high <= wide else (side * high // wide, side)


def _framed(image: Image8, height: int, width: int) -> Image8:
    """The middle of `height` x `width`; what is missing is black."""
    high, wide = image.shape[:2]
    top, left = round((high - height) / 2), round((wide - width) / 2)
    inner = image[max(0, top) : max(0, top) + height, max(0, left) : max(0, left) + width]
    if inner.shape[:2] == (height, width):
        return inner
    box = np.zeros((height, width, *image.shape[2:]), np.uint8)
    down, right = max(0, -top), max(0, -left)
    box[down : down + inner.shape[0], right : right + inner.shape[1]] = inner
    return box


def _toned(image: Image8, *, gray: bool) -> Image8:
    if not gray and image.ndim == 2:
        return np.repeat(image[..., None], 3, axis=-1)
    if gray and image.ndim == 3:
        from PIL import Image

        return np.asarray(Image.fromarray(image).convert("L"))
    return image


def _reordered(values: tuple[float, ...], channels: str) -> tuple[float, ...]:
    """Mean or deviation for another order of channels than red, green, blue."""
    if channels == "gray":
        return (float(np.mean(values)),)
    return values[::-1] if len(values) == 3 else values


def _value(key: str, text: str) -> Any:
    """A part from its text; raises BadEncoder."""
    try:
        if key == "size":
            sides = [int(side) for side in text.lower().replace("×", "x").split("x")]
            height, width = sides * 2 if len(sides) == 1 else sides
            return height, width
        if key == "resize":
            return int(text) if text.strip() else None
        if key in ("mean", "std"):
            return tuple(float(each) for each in text.split(","))
    except ValueError as error:
        example = {"size": "224 or 224x224", "resize": "256"}.get(key, "0.485,0.456,0.406")
        raise BadEncoder(f"{key} is {text!r}. Write it as {example}.") from error
    return text.strip().lower()
