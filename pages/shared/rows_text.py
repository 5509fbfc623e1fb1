"""Rows of a set as a link has them: packed bits, squeezed, in letters that an address may hold."""

from __future__ import annotations

import base64
import binascii
import zlib

import numpy as np
from numpy.typing import NDArray

LONGEST = 6000
"""Letters: longer addresses are cut by some programs."""


def rows_text(rows: NDArray[np.int64], count: int) -> str | None:
    """Rows of `count`, as text; None where that is too long for a link."""
    bits = np.zeros(count, np.uint8)
    bits[rows] = 1
    packed = zlib.compress(np.packbits(bits).tobytes(), 9)
    text = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return text if len(text) <= LONGEST else None


def rows_of(text: str, count: int) -> NDArray[np.int64] | None:
    """What `rows_text` was given, ascending; None for anything else, and for no rows."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        most = -(-count // 8)
        bits = zlib.decompressobj().decompress(packed, most)
    except (ValueError, binascii.Error, zlib.error):
        return None
    if len(bits) != most or len(text) > LONGEST:
        return None
    rows = np.flatnonzero(np.unpackbits(np.frombuffer(bits, np.uint8))[:count])
    return rows if len(rows) else None
