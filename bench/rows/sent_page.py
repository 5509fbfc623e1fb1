"""A file that was sent, opened from the disk; a long run drawn along by its slider."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import embedscope
from bench.browsing import browser, visit
from bench.embedding_sets import clouds_in
from bench.serving import serving
from bench.table import Measured

ROWS = {
    "page_two_maps_mb": ("MB", "<=", 15.0),
    "page_two_maps_visible_s": ("s", "<=", 2.0),
    "scrub_5000_frames_fps": ("1/s", ">=", 20.0),
}
RUN = "small-64d"
ROUNDS = 5
FRAMES, POINTS = 5_000, 500
MOVES = 120
MB = 1e6
# The slider is drawn from the first step to the last, a step with each picture of the page.
DRAWN = """async (maps, moves) => {
  const slider = maps.querySelector("input.time");
  const at = [performance.now()];
  for (let i = 0; i < moves; i += 1) {
    slider.value = slider.max * i / moves;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise(requestAnimationFrame);
    at.push(performance.now());
  }
  return at.slice(1).map((now, i) => now - at[i]);
}"""


def measure() -> dict[str, Measured]:
    """All three rows."""
    with tempfile.TemporaryDirectory(prefix="embedscope-bench-") as folder, browser() as started:
        return _page(started, Path(folder)) | _scrubbed(started, Path(folder))


def _page(started: Any, folder: Path) -> dict[str, Measured]:
    """Two linked maps of Fashion-MNIST's 10,000 test images, with their pictures."""
    from core.embeddings.sources import stored
    from core.runs.find import find_run
    from pages.components.point_map import View
    from pages.map.one_page import one_page

    place = folder / "maps.html"
    with clouds_in(folder / "clouds"):
        points = stored(find_run(RUN))
        maps = list(points.maps().values())[:2]
        place.write_bytes(one_page([(points, each) for each in maps], View()))
    seconds = []
    for _ in range(ROUNDS):
        with visit(started) as page:
            begun = time.monotonic()
            page.goto(place.as_uri(), wait_until="commit")
            page.locator(".map[data-whole]").wait_for()
            seconds.append(time.monotonic() - begun)
    what = f"two maps of {points.about()['count']:,} points with pictures as one file"
    return {
        "page_two_maps_mb": Measured(place.stat().st_size / MB, 1, what),
        "page_two_maps_visible_s": Measured(
            statistics.median(seconds),
            ROUNDS,
            f"{what}, opened from the disk: until every point is drawn in its colour; median",
        ),
    }


def _scrubbed(started: Any, folder: Path) -> dict[str, Measured]:
    os.environ["EMBEDSCOPE_RUNS"] = str(folder / "served/runs")
    labels = np.arange(POINTS) % 10
    with serving(folder / "served") as served:
        draw, at = np.random.default_rng(0), np.zeros((POINTS, 2))
        with embedscope.Run("long", probe=(None, labels), folder=served.runs) as run:
            for step in range(FRAMES):
                at += draw.normal(size=at.shape)
                run.embed(step, at)
        with visit(started) as page:
            page.goto(f"{served.url}/live?runs=long")
            page.locator("output.where").filter(has_text=f"step {FRAMES - 1}").wait_for()
            page.wait_for_timeout(1000)
            taken = page.locator(".race").first.evaluate(DRAWN, MOVES)
    return {
        "scrub_5000_frames_fps": Measured(
            MOVES / sum(taken) * 1000,
            MOVES,
            f"slider of a run of {FRAMES:,} frames of {POINTS} points drawn along in {MOVES} "
            f"moves; the slowest took {max(taken):.0f} ms",
        )
    }
