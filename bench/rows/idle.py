"""What the app holds in memory after somebody looked at everything once, and then did nothing."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.browsing import browser, until_idle, visit
from bench.photos import photos
from bench.serving import Served, serving, wait_for_gradio
from bench.table import Measured
from core.runs.find import checkpoints

ROWS = {"idle_rss_mb": ("MB", "<=", 1200.0), "idle_tree_pss_mb": ("MB", "", None)}
REST = 10.0


def measure() -> dict[str, Measured]:
    """Both rows: the server's process, and with it all that it started."""
    from pages.serving.screens import screens

    pages = screens()
    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "idle") as served,
    ):
        with visit(started) as page:
            for screen in pages:
                page.goto(f"{served.url}/{'' if screen.default else screen.name}")
                until_idle(page)
        wait_for_gradio(served)
        asked = _ask_the_widget(served, Path(folder)) if checkpoints(task="embed") else ""
        time.sleep(REST)
        rss, (pss, processes) = served.rss_mb(), served.tree_pss_mb()
    how = f"after each of {len(pages)} pages was opened once{asked} and {REST:.0f} s of rest"
    return {
        "idle_rss_mb": Measured(rss, 1, f"resident memory of the server {how}"),
        "idle_tree_pss_mb": Measured(
            pss, 1, f"the server and what it started ({processes} processes, shared once) {how}"
        ),
    }


def _ask_the_widget(served: Served, folder: Path) -> str:
    from gradio_client import Client, handle_file

    photo = folder / "photo.jpg"
    photo.write_bytes(next(photos(1)))
    client = Client(f"{served.url}/widgets/clothes/", verbose=False)
    client.predict(handle_file(photo), api_name="/classify")
    return ", the clothes widget named a photo"
