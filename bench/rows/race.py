"""A race in the lab, as a visitor starts it: until the first picture moves, and until it ends."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.browsing import browser, visit
from bench.racing import raced
from bench.serving import serving
from bench.table import Measured

ROWS = {"race_first_frame_s": ("s", "<=", 5.0), "race_4x300_s": ("s", "<=", 120.0)}


def measure() -> dict[str, Measured]:
    """Both rows, from one race with the lab's own settings: four strategies, 300 steps."""
    from core.recipes.recipe import of_kind
    from core.tasks.embed.settings import EmbeddingRecipe

    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "race") as served,
        visit(started) as page,
    ):
        first, whole, job = raced(page, served)
        asked = of_kind(job.runs[0].recipe(), EmbeddingRecipe)
    settings = (
        f"{len(job.runs)} strategies x {asked.length.steps} steps of {asked.net.name}, batch "
        f"{asked.batch.size}, {asked.data.name}"
    )
    return {
        "race_first_frame_s": Measured(
            first, 1, f"Race pressed in Chromium to the maps' first frame, worker warm; {settings}"
        ),
        "race_4x300_s": Measured(
            whole, 1, f"Race pressed to the job being done, measured and kept; {settings}"
        ),
    }
