"""Four strategies race on a frozen encoder's vectors of somebody's own photos."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from bench.browsing import browser, visit
from bench.photos import SHAPES, write_photos
from bench.racing import raced
from bench.serving import serving
from bench.table import Measured

ROWS = {
    "frozen_race_first_frame_s": ("s", "<=", 5.0),
    "frozen_race_4x300_s": ("s", "", None),
}
PHOTOS = 600
STRATEGIES = "multi-similarity,circle,supervised-contrastive,semi-hard:0.2"


def measure() -> dict[str, Measured]:
    """Race pressed, when each photo has been encoded before, as for a map."""
    from core import encoders

    with tempfile.TemporaryDirectory(prefix="embedscope-bench-") as base, browser() as started:
        place = Path(base) / "race"
        for variable in ("RUNS", "OWN", "FEATURES"):
            os.environ[f"EMBEDSCOPE_{variable}"] = f"{place}/{variable.lower()}"
        name = _encoded(Path(base) / "photos")
        asked = {
            "strategies": STRATEGIES,
            "data.name": name,
            "net.encoder": encoders.USUAL,
            "net.normalised": "true",
            "net.dimension": "64",
            "batch.size": "60",
            "length.steps": "300",
        }
        with serving(place) as served, visit(started) as page:
            first, whole, _ = raced(page, served, urlencode(asked))
    settings = f"4 strategies x 300 steps on {encoders.USUAL}'s vectors of {PHOTOS} photos"
    return {
        "frozen_race_first_frame_s": Measured(
            first, 1, f"Race pressed in Chromium to the maps' first frame, worker warm; {settings}"
        ),
        "frozen_race_4x300_s": Measured(
            whole, 1, f"Race pressed to the job being done, measured and kept; {settings}"
        ),
    }


def _encoded(folder: Path) -> str:
    """Photos in a folder a class, taken in as a data set and encoded: its name."""
    from core import data, encoders
    from core.embeddings.uploads.classes import take
    from core.encoders.kept import encode, vectors_folder

    write_photos(folder, PHOTOS, classes=len(SHAPES))
    known = take(folder, "photos").known
    encoder = encoders.load(encoders.USUAL)
    for split in ("train", "test"):
        images = data.load(known.name, split).images
        encode(encoder, images, folder=vectors_folder(encoder))
    return known.name
