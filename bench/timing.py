"""Clocks for a machine that is not quiet: what is compared runs in turns, and medians count."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def in_turns(
    ways: Mapping[str, Callable[[], object]], *, rounds: int, warm_up: int = 2
) -> dict[str, list[float]]:
    """Seconds of each way in each round. Other work on the machine meets all ways alike."""
    for _ in range(warm_up):
        for way in ways.values():
            way()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begun = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - begun)
    return taken


def ratio(above: list[float], below: list[float]) -> float:
    """The median over the rounds of one way's time divided by the other's."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def milliseconds(taken: list[float]) -> str:
    """The median, for a sentence."""
    return f"{1000 * statistics.median(taken):.3g} ms"


def until(done: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Wait until `done`, at most `seconds`; whether it was."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True
