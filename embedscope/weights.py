"""Named tensors as a safetensors file, with numpy alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedscope.arrays import array
from embedscope.errors import BadValues

TYPES = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint8": "U8",
    "bool": "BOOL",
}
ALIGNED = 8
"""The header's length is a multiple of so many bytes."""


def as_safetensors(tensors: Mapping[str, Any]) -> bytes:
    """The file's content; raises BadValues for what is no tensor.

    Source: the safetensors format: eight bytes with the header's length, a JSON header, the data.
    """
    header: dict[str, Any] = {}
    parts: list[bytes] = []
    at = 0
    stored = [(name, *_stored(name, tensor)) for name, tensor in tensors.items()]
    for name, kind, shape, content in sorted(stored, key=_widest_first):
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [at, at + len(content)]}
        parts.append(content)
        at += len(content)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % ALIGNED)
    return b"".join([len(text).to_bytes(8, "little"), text, *parts])


def _widest_first(stored: tuple[str, str, list[int], bytes]) -> int:
    """So that each tensor begins at a multiple of its numbers' width."""
    return -int("".join(filter(str.isdigit, stored[1])) or 8)


def _stored(name: str, tensor: Any) -> tuple[str, list[int], bytes]:
    """Type, shape and bytes."""
    if str(getattr(tensor, "dtype", "")) == "torch.bfloat16":  # numpy has no such type
        whole = sys.modules["torch"].int16
        bits = tensor.detach().cpu().contiguous().view(whole).numpy()
        return "BF16", list(tensor.shape), bits.tobytes()
    values: NDArray[Any] = array(tensor)
    kind = TYPES.get(values.dtype.name)
    if kind is None:
        raise BadValues(f"{name!r} is no tensor of numbers but {values.dtype}.")
    little = values.astype(values.dtype.newbyteorder("<"), copy=False)
    return kind, list(values.shape), np.ascontiguousarray(little).tobytes()
