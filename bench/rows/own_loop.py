"""A loop of one's own: what writing a run costs it, and how soon the dashboard shows a frame."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import embedscope
from bench.browsing import browser, visit
from bench.serving import serving
from bench.table import Measured
from core.paths import ROOT

ROWS = {
    "client_overhead": ("share", "<=", 0.05),
    "client_import_s": ("s", "<=", 0.25),
    "frame_to_screen_p95_s": ("s", "<=", 2.0),
}
PROBE, WIDE = 1_000, 512
STEP, EVERY, STEPS = 0.05, 50, 400
IMPORTS, FRAMES, APART = 7, 20, 3.0
IMPORT = "import time; t = time.perf_counter(); import embedscope; print(time.perf_counter() - t)"


def measure() -> dict[str, Measured]:
    """All three rows."""
    imported = [
        float(subprocess.check_output([sys.executable, "-c", IMPORT], cwd=ROOT, text=True))
        for _ in range(IMPORTS)
    ]
    waits = _frames_to_screen()
    return {
        "client_overhead": Measured(
            _overhead(),
            STEPS // EVERY,
            f"time in log (each step) and embed ({PROBE:,} images x {WIDE} every {EVERY} steps) "
            f"over {STEPS} steps of {STEP * 1000:.0f} ms, a thread",
        ),
        "client_import_s": Measured(
            statistics.median(imported), IMPORTS, "import embedscope, numpy with it; median"
        ),
        "frame_to_screen_p95_s": Measured(
            float(np.quantile(waits, 0.95)),
            len(waits),
            f"from embed's return to the frame in Chromium, 500 points, a frame in {APART:.0f} s; "
            f"median {statistics.median(waits):.2f}",
        ),
    }


def _overhead() -> float:
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 10, PROBE)
    frames = [draw.normal(size=(PROBE, WIDE)).astype(np.float32) for _ in range(STEPS // EVERY)]
    spent = 0.0
    with tempfile.TemporaryDirectory() as folder:
        run = embedscope.Run("timed", probe=labels, folder=folder)
        run.embed(0, frames[0])  # numpy's first products
        for step in range(1, STEPS + 1):
            time.sleep(STEP / 10)  # the disk and the clock go on; a whole step would only wait
            begun = time.perf_counter()
            run.log(step, loss=1.0, lr=0.1, margin=0.2)
            if step % EVERY == 0:
                run.embed(step, frames[step // EVERY - 1])
            spent += time.perf_counter() - begun
        run.close()
    return spent / (STEPS * STEP)


def _frames_to_screen() -> list[float]:
    draw = np.random.default_rng(0)
    labels = draw.integers(0, 10, 500)
    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "watch") as served,
        visit(started) as page,
    ):
        run = embedscope.Run("watched", probe=labels, folder=served.runs)
        run.embed(0, draw.normal(size=(500, 16)))
        page.goto(f"{served.url}/live?runs=watched")
        page.locator("input.time").wait_for()
        time.sleep(APART)
        waits = [_shown(page, run, step, draw) for step in range(1, FRAMES + 1)]
        run.close()
    return waits


def _shown(page: Any, run: embedscope.Run, step: int, draw: np.random.Generator) -> float:
    """Seconds from a frame's being written to its being among those that the picture has."""
    time.sleep(APART + float(draw.uniform()))  # at no fixed time between two looks of the page
    run.log(step, loss=1.0)
    run.embed(step, draw.normal(size=(500, 16)))
    begun = time.monotonic()
    box = page.locator("input.time")
    while float(box.get_attribute("max") or 0) < step:
        time.sleep(0.02)
    return time.monotonic() - begun
