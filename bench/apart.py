"""A way to measure that needs a process of its own, because what it sets holds for a process."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection


@contextlib.contextmanager
def apart(make: Callable[..., Callable[[], object]], *given: str) -> Iterator[Callable[[], None]]:
    """Calls what `make(*given)` gives, in another process; between calls that process sleeps."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, make, given), daemon=True)
    process.start()
    there.close()

    def call() -> None:
        here.send(True)
        here.recv()

    try:
        yield call
    finally:
        here.close()
        process.join(10)
        process.kill()


def _serve(
    pipe: Connection, make: Callable[..., Callable[[], object]], given: tuple[object, ...]
) -> None:
    way = make(*given)
    with contextlib.suppress(EOFError):
        while pipe.recv():
            way()
            pipe.send(True)
