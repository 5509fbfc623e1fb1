"""The page Evaluation: from the click on a cell of the matrix to its images."""

from __future__ import annotations

import statistics
import tempfile
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

WATCH = """(cell) => {
  window.painted = new Promise((done, fail) => {
    setTimeout(() => fail(new Error("no picture of the cell was painted in 30 s")), 30000);
    let pressed = 0;
    addEventListener("mousedown", (event) => { pressed = event.timeStamp; },
      { capture: true, once: true });
    new PerformanceObserver((list) => {
      const first = list.getEntries().find((entry) => entry.identifier === cell);
      if (first) done((first.renderTime - pressed) / 1000);
    }).observe({ type: "element" });
    new MutationObserver(() => {
      const pictures = document.querySelectorAll(`.pictures[data-key="${cell}"] .picture`);
      for (const each of pictures) each.setAttribute("elementtiming", cell);
    }).observe(document.body, { subtree: true, childList: true });
  });
}"""
"""Set up before a click: seconds from the button's press until the first picture was painted, with
its sheet, as the browser itself says (Element Timing)."""


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
                page.goto(f"{served.url}/evaluation?run={RUN}", wait_until="commit")
                page.locator(".js-plotly-plot .scatterlayer").first.wait_for(state="attached")
                for cell in CELLS:
                    until_idle(page)  # the matrix is drawn anew after a click
                    seconds.append(click(page, *cell))
    return {
        "confusion_cell_s": Measured(
            statistics.median(seconds),
            len(seconds),
            f"from the mouse press on a cell of {RUN} until the browser has painted its images, "
            f"{len(CELLS)} cells by each of {ROUNDS} new visitors; "
            f"quickest {min(seconds):.2f} s, slowest {max(seconds):.2f} s",
        )
    }


def click(page: Any, true: int, called: int) -> float:
    """Click the cell of class `true` called `called`; seconds until its images are shown."""
    x, y = page.evaluate(PLACE, [true, called])
    page.mouse.move(x + 3, y + 3)
    page.mouse.move(x, y)
    page.wait_for_timeout(150)
    page.evaluate(WATCH, f"{true}-{called}")
    page.mouse.click(x, y)
    return float(page.evaluate("painted"))
