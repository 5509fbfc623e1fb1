"""Nets on as many threads as the models process gives them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from core.inference.threads import threads


@contextlib.contextmanager
def threads_as_served() -> Iterator[None]:
    """Inside, torch computes on as many threads as it does for the pages and widgets."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(threads())
    try:
        yield
    finally:
        torch.set_num_threads(before)
