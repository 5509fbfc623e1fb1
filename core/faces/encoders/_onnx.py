"""Run ONNX files on crops, and make nets of PyTorch of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.data.image_set import Pixels
from core.errors import EncoderMissing
from core.faces.encoders._run import Encode, Vectors, to_length_one
from core.onnx_file import channels_last, first_line, need, session, takes

if TYPE_CHECKING:
    from torch import nn

MIDDLE = 127.5
"""InsightFace's nets take (value - MIDDLE) / MIDDLE, red first."""


def encode(path: Path, *, edge: int, normalised: bool) -> Encode:
    """Encode by an ONNX file that takes float32 [n, 3, edge, edge] or [n, edge, edge, 3].

    `normalised` brings the vectors to length 1. Raises EncoderMissing where the file cannot be run
    or takes something else.
    """
    session = _session(path)
    given = session.get_inputs()[0]
    last = _channels_last(path, session, edge)
    alone = given.shape[0] == 1

    def run(crops: Pixels) -> Vectors:
        pixels = (crops.astype(np.float32) - np.float32(MIDDLE)) / np.float32(MIDDLE)
        if not last:
            pixels = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))
        parts = np.split(pixels, len(pixels)) if alone else [pixels]
        found = [session.run(None, {given.name: part})[0].reshape(len(part), -1) for part in parts]
        vectors: Vectors = np.concatenate(found).astype(np.float32)
        return to_length_one(vectors) if normalised else vectors

    return _tried(run, path, edge)


def net(path: Path) -> nn.Module:
    """The file as a net that can be trained: float32 [n, 3, edge, edge], 0 to 255, to [n, d]."""
    need("onnx2torch")
    from onnx2torch import convert
    from torch import Tensor, nn

    class Scaled(nn.Module):
        """Brings pixels to the range that the file takes."""

        def forward(self, crops: Tensor) -> Tensor:
            return (crops - MIDDLE) / MIDDLE

    return nn.Sequential(Scaled(), convert(str(path)))


def _session(path: Path) -> Any:
    try:
        return session(path, threads=1)  # on busy cores several wait for each other
    except EncoderMissing:
        raise
    except Exception as error:  # its classes are made at run time
        raise _refused(path, f"cannot be loaded ({first_line(error)})") from error


def _channels_last(path: Path, session: Any, edge: int) -> bool:
    """Whether the file takes [n, edge, edge, 3]; raises EncoderMissing where it takes neither."""
    inputs = session.get_inputs()
    if len(inputs) == 1 and inputs[0].type == "tensor(float)":
        last = channels_last(list(inputs[0].shape), channels=3, size=(edge, edge))
        if last is not None:
            return last
    raise _refused(path, f"takes {takes(session)} and not one tensor(float) [n, 3, {edge}, {edge}]")


def _tried(run: Encode, path: Path, edge: int) -> Encode:
    """`run`, after it gave one vector a crop."""
    try:
        shape = run(np.zeros((2, edge, edge, 3), np.uint8)).shape
    except Exception as error:  # onnxruntime's classes are made at run time
        raise _refused(path, f"cannot be run on two faces ({first_line(error)})") from error
    if shape[0] != 2 or shape[1] < 2:
        raise _refused(path, f"gives {shape[1]} number a face and no vector")
    return run


def _refused(path: Path, why: str) -> EncoderMissing:
    return EncoderMissing(
        f"The ONNX file {path.name} {why}. Export it anew: one face of 112 x 112 pixels in, one "
        "vector out."
    )
