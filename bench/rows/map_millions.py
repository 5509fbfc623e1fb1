"""A map of five million points in the browser: until it is seen, and while it moves."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.browsing import browser, visit
from bench.embedding_sets import clouds_in, made_up
from bench.serving import Served, serving, wait_for_gradio
from bench.table import Measured

ROWS = {
    "map_5m_first_picture_s": ("s", "<=", 5.0),
    "map_5m_whole_s": ("s", "", None),
    "map_5m_pan_fps": ("1/s", ">=", 20.0),
    "map_5m_zoom_fps": ("1/s", ">=", 20.0),
    "map_5m_hover_ms": ("ms", "<=", 50.0),
    "map_5m_server_mb": ("MB", "<=", 100.0),
}
COUNT = 5_000_000
ROUNDS = 3
FRAMES = 60
STILL = 1000  # milliseconds, after which nothing is under way
# A pointer that drags, a wheel that turns, a pointer that hovers: a step with each picture.
MOVED = """async (map, frames) => {
  const above = map.querySelector("canvas.above");
  const { left, top, width, height } = above.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  above.setPointerCapture = () => {};
  const point = (kind, dx, dy) => above.dispatchEvent(new PointerEvent(kind, {
    clientX: x + dx, clientY: y + dy, pointerId: 1, bubbles: true,
  }));
  const wheel = (deltaY) => above.dispatchEvent(new WheelEvent("wheel", {
    deltaY, clientX: x + 50, clientY: y + 20, bubbles: true, cancelable: true,
  }));
  const timed = async (act) => {
    const at = [performance.now()];
    for (let i = 0; i < frames; i += 1) {
      act(i);
      await new Promise(requestAnimationFrame);
      at.push(performance.now());
    }
    return at.slice(1).map((now, i) => now - at[i]);
  };
  point("pointerdown", 0, 0);
  const pan = await timed((i) => point("pointermove", 3 * i, 2 * i));
  point("pointerup", 3 * frames, 2 * frames);
  const zoom = await timed((i) => wheel(2 * i < frames ? -60 : 60));
  await new Promise((done) => setTimeout(done, 1500));
  const hover = await timed((i) => point("pointermove", i - frames / 2, 0));
  return { pan, zoom, hover };
}"""


def measure() -> dict[str, Measured]:
    """All rows, in one server over one made-up set."""
    with (
        tempfile.TemporaryDirectory() as temporary,
        clouds_in(Path(temporary) / "clouds"),
        browser() as started,
        serving(Path(temporary) / "served") as served,
    ):
        small, name = made_up(10_000), made_up(COUNT, pictures=False)
        wait_for_gradio(served)
        with visit(started) as page:  # what the first visit to any map costs
            _open(page, served, small)
        before = served.rss_mb()
        opened = []
        for _ in range(ROUNDS):
            with visit(started) as page:
                opened.append(_open(page, served, name))
        with visit(started) as page:
            _open(page, served, name)
            memory = served.rss_mb() - before
            page.wait_for_timeout(STILL)
            moved = page.locator(".map").evaluate(MOVED, FRAMES)
    return _opened(opened) | _moved(moved) | _memory(memory)


def _open(page: Any, served: Served, name: str) -> tuple[float, float]:
    """Seconds until the first picture, and until all points are drawn in their colours."""
    begun = time.monotonic()
    page.goto(f"{served.url}/map?cloud={name}", wait_until="commit")
    page.locator(".map[data-ready]").wait_for()
    ready = time.monotonic() - begun
    page.locator(".map[data-whole]").wait_for()
    return ready, time.monotonic() - begun


def _opened(seconds: list[tuple[float, float]]) -> dict[str, Measured]:
    ready, whole = (statistics.median(each) for each in zip(*seconds, strict=True))
    how = f"from navigation, {COUNT:,} points, new visitor each time, median of {ROUNDS}: "
    return {
        "map_5m_first_picture_s": Measured(ready, ROUNDS, f"{how}the first sample is drawn"),
        "map_5m_whole_s": Measured(whole, ROUNDS, f"{how}every point is drawn in its colour"),
    }


def _moved(taken: dict[str, list[float]]) -> dict[str, Measured]:
    how = f"{COUNT:,} points, software rendering, {FRAMES} pictures of the page one after another"
    pan, zoom = (len(taken[each]) / sum(taken[each]) * 1000 for each in ("pan", "zoom"))
    return {
        "map_5m_pan_fps": Measured(pan, FRAMES, f"dragged, {how}"),
        "map_5m_zoom_fps": Measured(zoom, FRAMES, f"zoomed in and out, {how}"),
        "map_5m_hover_ms": Measured(
            statistics.median(taken["hover"]), FRAMES, f"pointer moved to its tip, {how}, median"
        ),
    }


def _memory(memory: float) -> dict[str, Measured]:
    how = f"resident memory of the server, map of {COUNT:,} points against one of 10,000"
    return {"map_5m_server_mb": Measured(memory, 1, f"{how}, after {ROUNDS + 1} visits")}
