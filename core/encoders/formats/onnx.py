"""An ONNX file: a net with its weights in one file, that runs no code of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.encoder import Built
from core.encoders.preprocessing import Preprocessing
from core.errors import BadEncoder, EncoderMissing
from core.onnx_file import PREPROCESSING, channels_last, first_line, session, takes

TITLE = "ONNX"
NET = False
SUFFIX = ".onnx"
TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16}
USUAL = 224
"""The side of pictures where the file leaves it free."""


def build(path: Path, *, title: str, net: str | None, layer: str | None) -> Built:
    """The output called `layer`, else the first. Raises EncoderMissing, BadEncoder."""
    del net
    opened = _opened(path, title)
    given = opened.get_inputs()[0]
    shape = list(given.shape)
    channels, last = _layout(opened, title)
    outputs = [each.name for each in opened.get_outputs()]
    if layer is not None and layer not in outputs:
        raise BadEncoder(f"{title} has no output {layer!r}; it has {', '.join(outputs)}.")
    wanted, batch, kind = layer or outputs[0], shape[0], TYPES[given.type]

    def run(pixels: NDArray[np.float32]) -> NDArray[np.floating]:
        placed = pixels.transpose(0, 2, 3, 1) if last else pixels
        ready = np.ascontiguousarray(placed, kind)
        parts = _parts(ready, batch if isinstance(batch, int) and batch > 0 else None)
        found = [np.asarray(opened.run([wanted], {given.name: part})[0]) for part in parts]
        return np.concatenate(found)[: len(pixels)]

    high, wide = shape[1:3] if last else shape[2:4]
    size = tuple(side if isinstance(side, int) and side > 0 else USUAL for side in (high, wide))
    more = f" Of its outputs {', '.join(outputs)} the first is taken." if len(outputs) > 1 else ""
    stated = _stated(opened) or _preprocessing(size, channels)
    return Built(run, stated, scales=True, note=more.strip())


def _opened(path: Path, title: str) -> Any:
    try:
        return session(path)
    except EncoderMissing:
        raise
    except Exception as error:  # onnxruntime's classes are made at run time
        raise BadEncoder(
            f"{title} cannot be loaded by onnxruntime: {first_line(error)}. Copy it again, or "
            "export it anew as one file."
        ) from error


def _layout(opened: Any, title: str) -> tuple[int, bool]:
    """How many channels it takes, and whether they come last."""
    inputs = opened.get_inputs()
    if len(inputs) == 1 and inputs[0].type in TYPES:
        for channels in (3, 1):
            last = channels_last(list(inputs[0].shape), channels=channels, size=None)
            if last is not None:
                return channels, last
    raise BadEncoder(
        f"{title} takes {takes(opened)}, and pictures are one tensor(float) [n, 3, height, width]. "
        "Export the part of the model that takes pictures."
    )


def _parts(pixels: NDArray[Any], batch: int | None) -> list[NDArray[Any]]:
    """Batches of the one size that the file takes, the last one filled up; all at once if any."""
    if batch is None:
        return [pixels]
    missing = -len(pixels) % batch
    whole = np.concatenate([pixels, np.repeat(pixels[-1:], missing, axis=0)])
    return np.split(whole, len(whole) // batch)


def _stated(opened: Any) -> Preprocessing | None:
    """What the file says itself, as those that are written here do."""
    said = opened.get_modelmeta().custom_metadata_map.get(PREPROCESSING)
    try:
        return Preprocessing().with_parts(json.loads(said)) if said else None
    except (ValueError, TypeError, AttributeError, BadEncoder):
        return None


def _preprocessing(size: tuple[int, ...], channels: int) -> Preprocessing:
    height, width = size
    share = round(max(size) * 256 / 224)
    if channels == 1:
        return Preprocessing((height, width), None, "squeeze", channels="gray", mean=(0,), std=(1,))
    return Preprocessing((height, width), share)
