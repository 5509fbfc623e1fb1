"""The pictures in the documents, taken from the running app: `make screenshots`.

A server of its own, without runs or data sets of anybody, as a newcomer has it.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from PIL import Image

from bench.browsing import browser, seconds_until_still, until_idle, visit
from bench.serving import serving
from core.paths import ROOT

PICTURES = ROOT / "docs" / "pictures"
PAGES = {
    "home": "",
    "map": "map",
    "retrieval": "retrieval",
    "verify": "verify?view=hardest",
    "compare": "compare?a=race-batch-hard&b=race-semi-hard",
    "watch": "live?runs=race-batch-hard,race-semi-hard",
    "triplet-lab": "triplet_lab",
    "evaluation": "evaluation",
    "curves": "curves?runs=report-deeper-1,report-deeper-1-dropout",
    "inside-the-network": "inside_network",
    "clothes": "clothes",
    "models": "models",
    "studies": "studies",
}
"""By picture, the address."""
STARTED = 20_000
"""Milliseconds until the models process answers, whose widgets some pages show."""
QUALITY = 75


def take() -> None:
    """All of them, light, 1,400 pixels wide."""
    PICTURES.mkdir(exist_ok=True)
    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "app", bare=True) as served,
        visit(started) as page,
    ):
        page.goto(served.url)
        page.wait_for_timeout(STARTED)
        for name, address in PAGES.items():
            page.goto(f"{served.url}/{address}")
            until_idle(page)
            if name in ("home", "triplet-lab"):  # they move: half way through
                page.wait_for_timeout(6000)
            else:
                seconds_until_still(page, 0.0, drawn="h1")
            raw = page.screenshot()
            with Image.open(io.BytesIO(raw)) as picture:
                picture.convert("RGB").save(PICTURES / f"{name}.webp", quality=QUALITY, method=6)


if __name__ == "__main__":
    take()
