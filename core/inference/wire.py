"""Named arrays and JSON values as bytes, and back: nothing that is read here can run.

Four bytes say how long the JSON is that follows; in it each array stands as its kind and shape, and
the arrays' bytes follow in that order.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from core import errors
from core.errors import EmbedscopeError

Named: TypeAlias = dict[str, Any]
"""By name: an array of numbers, or what JSON can say."""
SIZE = 4
KINDS = "biuf"
"""Kinds of numbers that travel, by NumPy's letter: truth values, whole numbers and fractions."""
FORMAT = "application/x-embedscope"


class WireBroken(ValueError):
    """Bytes that are no message."""


def encoded(values: Mapping[str, object]) -> bytes:
    """The bytes of named arrays and JSON values; raises TypeError for anything else."""
    plain: dict[str, object] = {}
    kinds: dict[str, list[object]] = {}
    parts: list[bytes] = []
    for name, value in values.items():
        if isinstance(value, np.ndarray):
            if value.dtype.kind not in KINDS:
                raise TypeError(f"{name} holds {value.dtype}, which does not travel.")
            array = np.ascontiguousarray(value, value.dtype.newbyteorder("<"))
            kinds[name] = [array.dtype.str, list(value.shape)]
            parts.append(array.tobytes())
        else:
            plain[name] = value
    head = json.dumps({"values": plain, "arrays": kinds}).encode()
    return b"".join([len(head).to_bytes(SIZE, "little"), head, *parts])


def decoded(message: bytes) -> Named:
    """What `encoded` was given; raises WireBroken where it gave something else."""
    try:
        at = SIZE + int.from_bytes(message[:SIZE], "little")
        head = json.loads(message[SIZE:at])
        found: Named = dict(head["values"])
        for name, (kind, shape) in head["arrays"].items():
            dtype, count = np.dtype(str(kind)), math.prod(shape)
            if dtype.kind not in KINDS:
                raise WireBroken(f"{name} holds {dtype}, which does not travel.")
            flat = np.frombuffer(message, dtype, count, at)
            found[name] = flat.reshape(shape).astype(dtype.newbyteorder("="))
            at += count * dtype.itemsize
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WireBroken(f"This is not a message: {error}") from error
    if at != len(message):
        raise WireBroken(f"This message has {len(message)} bytes instead of {at}.")
    return found


def refused(error: EmbedscopeError) -> Named:
    """An error that a person can understand, to be sent instead of an answer."""
    return {"error": type(error).__name__, "text": str(error)}


def refusal(message: Named) -> EmbedscopeError:
    """The error that `refused` was given, of its own class where core.errors has that."""
    kind = getattr(errors, str(message["error"]), EmbedscopeError)
    known = isinstance(kind, type) and issubclass(kind, EmbedscopeError)
    error: EmbedscopeError = Exception.__new__(kind if known else EmbedscopeError)
    error.args = (str(message["text"]),)
    return error
