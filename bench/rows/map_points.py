"""The map in the browser: from the data being in the page to points, and from a lasso to images."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path
from typing import Any

from bench.browsing import browser, visit
from bench.embedding_sets import clouds_in, made_up
from bench.serving import Served, serving
from bench.table import Measured

ROWS = {
    "map_first_paint_10k_s": ("s", "<=", 0.3),
    "map_first_paint_70k_s": ("s", "<=", 0.5),
    "map_first_paint_1m_s": ("s", "<=", 3.0),
    "map_lasso_s": ("s", "<=", 0.35),
    "map_frame_ms": ("ms", "<=", 80.0),
}
SIZES = {"10k": 10_000, "70k": 70_000, "1m": 1_000_000}
ROUNDS = 5
FRAMES = 40
# Every drawing waits until it is done and says when: a command that is only queued is no picture.
# The points are drawn aside and copied onto the page, as one canvas or as plain pixels.
WATCH = """
window.draws = [];
for (const way of ["drawImage", "putImageData"]) {
  const draw = CanvasRenderingContext2D.prototype[way];
  CanvasRenderingContext2D.prototype[way] = function (...given) {
    draw.apply(this, given);
    this.getImageData(0, 0, 1, 1);
    window.draws.push(performance.now());
  };
}
"""
# When the last array had come, and when the points were drawn in their colours.
PAINT = """(map) => {
  const came = performance.getEntriesByType('resource').filter((e) => /points|labels/.test(e.name));
  const drawn = window.draws.filter((at) => at <= +map.dataset.whole);
  return [Math.max(...came.map((e) => e.responseEnd)), drawn.at(-1)];
}"""
LASSO = """(map) => {
  const drawn = () => [...map.querySelectorAll('.picked .tile')].length;
  const page = document.querySelector('[data-testid=stMain]');
  const said = () => page.innerText.match(/Selected: ([\\d,]+)/)?.[1];
  const before = said();
  window.lasso = new Promise((done) => {
    document.addEventListener('pointerup', () => {
      const begun = performance.now();
      const look = () => {
        if (drawn() && said() !== before) done(performance.now() - begun);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, { once: true, capture: true });
  });
}"""
FRAME = """async (map, frames) => {
  const button = map.querySelector('.in'), back = map.querySelector('.out');
  const canvas = map.querySelector('canvas.points');
  const taken = [];
  for (let i = 0; i < frames; i += 1) {
    const begun = performance.now();
    (i % 2 ? back : button).click();
    canvas.getContext('2d').getImageData(0, 0, 1, 1); // wait until it is drawn
    taken.push(performance.now() - begun);
    await new Promise(requestAnimationFrame);
  }
  return taken;
}"""


def measure() -> dict[str, Measured]:
    """All rows, in one server over made-up clouds."""
    with tempfile.TemporaryDirectory() as temporary, clouds_in(Path(temporary) / "clouds"):
        names = {size: made_up(count) for size, count in SIZES.items() if size != "1m"}
        names["1m"] = made_up(SIZES["1m"], pictures=False)
        with browser() as started, serving(Path(temporary) / "served") as served:
            rows = {
                f"map_first_paint_{size}_s": _first_paint(started, served, names[size], size)
                for size in SIZES
            }
            with visit(started) as page:
                _open(page, served, names["70k"])
                return rows | {"map_lasso_s": _lasso(page), "map_frame_ms": _frame(page)}


def _open(page: Any, served: Served, name: str) -> None:
    page.goto(f"{served.url}/map?cloud={name}", wait_until="commit")
    page.locator(".map[data-whole]").wait_for()


def _first_paint(started: Any, served: Served, name: str, size: str) -> Measured:
    taken = []
    for _ in range(ROUNDS if size != "1m" else 3):
        with visit(started) as page:
            page.add_init_script(WATCH)
            _open(page, served, name)
            came, painted = page.locator(".map").evaluate(PAINT)
            taken.append((painted - came) / 1000)
    return Measured(
        statistics.median(taken),
        len(taken),
        f"last array in the page to the coloured points being drawn, {SIZES[size]:,} points, new "
        "visitor each time, software rendering, median",
    )


def _lasso(page: Any) -> Measured:
    taken = []
    page.locator(".map [data-tool=lasso]").click()
    box = page.locator(".map canvas.above").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for number in range(ROUNDS):
        reach = 60 + 15 * number
        page.mouse.move(x - reach, y - reach)
        page.mouse.down()
        for dx, dy in ((1, -1), (1, 1), (-1, 1)):
            page.mouse.move(x + dx * reach, y + dy * reach, steps=8)
        page.locator(".map").evaluate(LASSO)
        page.mouse.up()
        taken.append(page.evaluate("() => window.lasso") / 1000)
        page.wait_for_timeout(300)
    return Measured(
        statistics.median(taken),
        ROUNDS,
        f"button released to the images drawn and the server's count on the page, "
        f"{SIZES['70k']:,} points, median of {ROUNDS}",
    )


def _frame(page: Any) -> Measured:
    taken = page.locator(".map").evaluate(FRAME, FRAMES)[4:]
    return Measured(
        statistics.median(taken),
        len(taken),
        f"one zoom step drawn, {SIZES['70k']:,} points, software rendering, median",
    )
