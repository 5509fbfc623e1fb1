"""The page of the map: until its points are seen, and what the server needs for it."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.browsing import browser, seconds_until_still, visit
from bench.embedding_sets import clouds_in, made_up
from bench.serving import Served, serving, wait_for_gradio
from bench.table import Measured

ROWS = {"map_open_s": ("s", "<=", 2.5), "map_server_mb": ("MB", "<=", 350.0)}
ROUNDS = 5
DRAWN = "canvas"
COUNT = 70_000


def measure() -> dict[str, Measured]:
    """Both rows, in one server that shows nothing but the map."""
    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        clouds_in(Path(folder) / "clouds"),
        serving(Path(folder) / "map") as served,
    ):
        name = made_up(COUNT)
        wait_for_gradio(served)
        seconds = [_open(started, served, name) for _ in range(ROUNDS)]
        with visit(started) as page:
            _seen(page, served, name)
            memory = served.rss_mb()
    return {
        "map_open_s": Measured(
            statistics.median(seconds),
            ROUNDS,
            f"from navigation to the first picture of the page that equals the last, {COUNT:,} "
            f"points, new visitor each time, median of {ROUNDS}",
        ),
        "map_server_mb": Measured(
            memory,
            1,
            f"resident memory of the server, map of {COUNT:,} points open, no other page visited, "
            "gradio warmed",
        ),
    }


def _open(started: Any, served: Served, name: str) -> float:
    with visit(started) as page:
        return _seen(page, served, name)


def _seen(page: Any, served: Served, name: str) -> float:
    begun = time.monotonic()
    page.goto(f"{served.url}/map?cloud={name}", wait_until="commit")
    return seconds_until_still(page, begun, drawn=DRAWN)
