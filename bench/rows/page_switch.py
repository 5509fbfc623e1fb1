"""From one page to the next, warm, over all pages."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.browsing import browser, until_idle, visit
from bench.serving import serving, wait_for_gradio
from bench.table import Measured

ROWS = {"page_switch_s_p95": ("s", "<=", 0.5)}
ROUNDS = 4
SEEN = """(title) => {
  const main = document.querySelector("[data-testid=stMain]");
  const head = main.querySelector("h1");
  return head?.textContent === title && !main.querySelector("[data-stale=true]") &&
    main.querySelectorAll("[data-testid=stElementContainer]").length > 3;
}"""
"""The page's title stands there, and more below it, and nothing of the page before."""


def measure() -> dict[str, Measured]:
    """The row: every page once to warm up, then in turn, by clicks in the navigation."""
    seconds: dict[str, list[float]] = {}
    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "pages") as served,
        visit(started) as page,
    ):
        wait_for_gradio(served)
        page.goto(served.url, wait_until="commit")
        until_idle(page)
        names = page.locator("[data-testid=stSidebarNavLink]").all_inner_texts()
        titles = [name.split("\n")[-1].strip() for name in names]
        for number in range(ROUNDS + 1):
            for place, title in [*[*enumerate(titles)][1:], (0, titles[0])]:
                taken = _switch(page, place, title)
                if number:
                    seconds.setdefault(title, []).append(taken)
    every = [each for taken in seconds.values() for each in taken]
    slowest = max(seconds, key=lambda title: float(np.median(seconds[title])))
    return {
        "page_switch_s_p95": Measured(
            float(np.quantile(every, 0.95)),
            len(every),
            f"from the click in the navigation until the page's title and first parts are there, "
            f"{len(titles)} pages in turn, {ROUNDS} rounds after one to warm up; median "
            f"{np.median(every):.2f} s, slowest {slowest} ({np.median(seconds[slowest]):.2f} s)",
        )
    }


def _switch(page: Any, place: int, title: str) -> float:
    """Click the navigation's link at `place`; seconds until the page called `title` is seen."""
    link = page.locator("[data-testid=stSidebarNavLink]").nth(place)
    begun = time.monotonic()
    link.click()
    page.wait_for_function(SEEN, arg=_heading(title))
    taken = time.monotonic() - begun
    until_idle(page)
    return taken


def _heading(title: str) -> str:
    """What a page calls itself; the home page bears the product's name."""
    return "Embedscope" if title == "Home" else title
