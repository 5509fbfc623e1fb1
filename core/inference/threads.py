"""How many threads a net computes on: one setting, for the whole models process.

One thread is best for one image: on busy cores several wait for each other (twenty times as long,
measured), and several photos at once take several cores anyway.
"""

from __future__ import annotations

import os

SETTING = "EMBEDSCOPE_THREADS"
READ_AT_IMPORT = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Where torch and NumPy look when they are imported."""


def threads() -> int:
    """`EMBEDSCOPE_THREADS`, else 1."""
    given = os.environ.get(SETTING, "")
    return max(1, int(given)) if given.isdecimal() else 1


def environment() -> dict[str, str]:
    """The variables for a process whose nets shall keep to the setting."""
    return dict.fromkeys(READ_AT_IMPORT, str(threads()))
