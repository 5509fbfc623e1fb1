"""A headless Chromium that visits the app as a person would."""

from __future__ import annotations

import contextlib
import io
import shutil
import time
from collections.abc import Iterator
from typing import Any, cast

from PIL import Image, ImageChops

from bench.table import Skipped

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 120_000  # milliseconds
SHADES = 2  # of 255: a smaller difference is not seen
STILL = 1.5  # seconds without a change: the picture is finished


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """Playwright's browser; Skipped where playwright or Chromium is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Skipped("playwright is not installed (requirements-dev.txt)") from None
    binary = next(filter(None, map(shutil.which, NAMES)), None)
    if binary is None:
        raise Skipped("no chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=binary, args=list(QUIET))
        try:
            yield started
        finally:
            started.close()


@contextlib.contextmanager
def visit(started: Any) -> Iterator[Any]:
    """A page of a new visitor: nothing cached, 1400 x 900 pixels."""
    context = started.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


def until_interactive(page: Any) -> None:
    """Wait until the page shows its title and its explanation opens when that is clicked."""
    page.locator("[data-testid=stMain] h1").first.wait_for()
    page.get_by_text("How to read this").first.click()
    page.locator("[data-testid=stPopoverBody]").first.wait_for()


def until_idle(page: Any) -> None:
    """Wait until the page's script has run to its end."""
    page.locator("[data-testid=stMain] h1").first.wait_for()
    page.wait_for_timeout(500)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached")
    page.wait_for_timeout(500)


def seconds_until_still(page: Any, begun: float, *, drawn: str) -> float:
    """From `begun` to the first picture that equals the last, once an element `drawn` is there.

    The page is photographed again and again until nothing has changed for STILL seconds. Chromium
    without a graphics card draws a rounded corner a shade differently from one frame to the next
    (one or two of 255, measured): what no eye sees is no change.
    """
    page.locator(drawn).first.wait_for(state="attached")
    last, since = b"", time.monotonic()
    while time.monotonic() - since < STILL:
        picture = page.screenshot()
        if picture != last and not (last and _same_to_the_eye(picture, last)):
            last, since = picture, time.monotonic()
    return since - begun


def _same_to_the_eye(picture: bytes, other: bytes) -> bool:
    one, two = (Image.open(io.BytesIO(raw)).convert("RGB") for raw in (picture, other))
    extrema = cast("tuple[tuple[int, int], ...]", ImageChops.difference(one, two).getextrema())
    return one.size == two.size and max(high for _, high in extrema) <= SHADES
