"""The page Confusion: from the click on a cell of the matrix to its images."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.browsing import browser, until_idle, visit
from bench.serving import serving, wait_for_gradio
from bench.table import Measured

ROWS = {"confusion_cell_s": ("s", "<=", 0.5)}
RUN = "simple-cnn"
ROUNDS = 2
CELLS = ((9, 4), (5, 3), (7, 2), (8, 8), (6, 0), (3, 5))
"""True and called class of cells that are not empty; one of them of a thousand images."""
PLACE = """([row, column]) => {
  const plot = document.querySelector(".js-plotly-plot"), { xaxis, yaxis } = plot._fullLayout;
  const home = plot.getBoundingClientRect();
  return [home.left + xaxis._offset + xaxis.d2p(column), home.top + yaxis._offset + yaxis.d2p(row)];
}"""
"""Where on the screen the middle of a cell is, classes in the order given."""

LOADED = """async (cell) => {
  const picture = document.querySelector(`.pictures[data-key="${cell}"] .picture`);
  const sheet = new Image();
  const loaded = new Promise((done) => { sheet.onload = done; });
  sheet.src = getComputedStyle(picture).backgroundImage.slice(5, -2);
  await loaded;
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}"""
"""Until the pictures' sheet is here and two frames have been drawn since."""


def measure() -> dict[str, Measured]:
    """The row: every cell clicked once by a new visitor, the page already drawn."""
    seconds: list[float] = []
    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "confusion") as served,
    ):
        wait_for_gradio(served)
        for _ in range(ROUNDS):
            with visit(started) as page:
                page.goto(f"{served.url}/confusion?run={RUN}", wait_until="commit")
                page.locator(".js-plotly-plot .scatterlayer").first.wait_for(state="attached")
                for cell in CELLS:
                    until_idle(page)  # the matrix is drawn anew after a click
                    seconds.append(click(page, *cell))
    return {
        "confusion_cell_s": Measured(
            statistics.median(seconds),
            len(seconds),
            f"from the mouse click on a cell of {RUN} until its images are in the page, their "
            f"sheet is loaded and drawn, {len(CELLS)} cells by each of {ROUNDS} new visitors; "
            f"quickest {min(seconds):.2f} s, slowest {max(seconds):.2f} s",
        )
    }


def click(page: Any, true: int, called: int) -> float:
    """Click the cell of class `true` called `called`; seconds until its images are shown."""
    x, y = page.evaluate(PLACE, [true, called])
    page.mouse.move(x + 3, y + 3)
    page.mouse.move(x, y)
    page.wait_for_timeout(150)
    begun = time.monotonic()
    page.mouse.click(x, y)
    page.locator(f'.pictures[data-key="{true}-{called}"] .picture').first.wait_for()
    page.evaluate(LOADED, f"{true}-{called}")
    return time.monotonic() - begun
