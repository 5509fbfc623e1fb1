"""The map of a checkpoint's test images: until its points are seen, and what the server needs."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.browsing import browser, seconds_until_still, visit
from bench.serving import Served, serving, wait_for_gradio
from bench.table import Measured, Skipped
from core.training.runs import Run, checkpoints

ROWS = {"map_open_s": ("s", "<=", 2.5), "map_server_mb": ("MB", "<=", 350.0)}
ROUNDS = 5
DRAWN = "canvas, .js-plotly-plot .main-svg"


def measure() -> dict[str, Measured]:
    """Both rows, in one server that shows nothing but the map."""
    run = next((run for run in checkpoints() if run.card()), None)
    if run is None:
        raise Skipped("there is no finished checkpoint (python -m core train light-2d)")
    count = len(run.labels("test"))
    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "map") as served,
    ):
        wait_for_gradio(served)
        seconds = [_open(started, served, run) for _ in range(ROUNDS)]
        with visit(started) as page:
            _seen(page, served, run)
            memory = served.rss_mb()
    return {
        "map_open_s": Measured(
            statistics.median(seconds),
            ROUNDS,
            f"from navigation to the first picture of the page that equals the last, {count:,} "
            f"points, new visitor each time, median of {ROUNDS}",
        ),
        "map_server_mb": Measured(
            memory,
            1,
            f"resident memory of the server, map of {count:,} points open, no other page visited, "
            "gradio warmed",
        ),
    }


def _open(started: Any, served: Served, run: Run) -> float:
    with visit(started) as page:
        return _seen(page, served, run)


def _seen(page: Any, served: Served, run: Run) -> float:
    begun = time.monotonic()
    page.goto(f"{served.url}/map?checkpoint={run.name}", wait_until="commit")
    return seconds_until_still(page, begun, drawn=DRAWN)
