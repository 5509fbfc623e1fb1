"""The first page: how long a newcomer waits, from the command and from the server being up."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from bench.browsing import browser, until_interactive, visit
from bench.serving import serving
from bench.table import Measured

ROWS = {"first_page_s": ("s", "<=", 5.0), "start_to_page_s": ("s", "<=", 4.0)}
ROUNDS = 5


def measure() -> dict[str, Measured]:
    """Both rows, a fresh server and a fresh visitor each round."""
    from_up, from_command = [], []
    with browser() as started, tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            with visit(started) as page, serving(Path(folder) / str(number)) as served:
                up = time.monotonic()
                page.goto(served.url, wait_until="commit")
                until_interactive(page)
                ready = time.monotonic()
                from_up.append(ready - up)
                from_command.append(ready - served.begun)
    how = f"until the explanation opens when clicked, median of {ROUNDS} fresh servers"
    return {
        "first_page_s": Measured(
            statistics.median(from_up), ROUNDS, f"server answers, visitor comes; {how}"
        ),
        "start_to_page_s": Measured(
            statistics.median(from_command), ROUNDS, f"`streamlit run app.py` is typed; {how}"
        ),
    }
