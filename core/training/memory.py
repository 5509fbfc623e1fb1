"""Memory that one training step frees is kept for the next."""

from __future__ import annotations

import ctypes
import sys

# malloc.h of the GNU C library
TRIM_THRESHOLD, TOP_PAD, MMAP_THRESHOLD = -1, -2, -3
MB = 2**20


def keep_memory() -> bool:
    """Let this process keep what it frees; whether the C library can (glibc alone).

    A step of LightModel allocates and frees 200 MB. Handed back to the system each time, they have
    to be cleared page by page when they are asked for again: a fifth of the step.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    settings = {MMAP_THRESHOLD: 1024 * MB, TRIM_THRESHOLD: 2047 * MB, TOP_PAD: 64 * MB}
    return sum(int(mallopt(name, value)) for name, value in settings.items()) == len(settings)
