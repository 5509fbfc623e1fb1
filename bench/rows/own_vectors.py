"""Somebody's vectors with thumbnails, one file: from the press of the button to the map."""

from __future__ import annotations

import io
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.browsing import browser, seconds_until_still, until_idle, visit
from bench.embedding_sets import CLASSES, SIDE, clouds_in
from bench.serving import Served, serving, wait_for_gradio
from bench.table import Measured

ROWS = {"own_vectors_s": ("s", "<=", 12.0)}
COUNT, DIMENSION = 50_000, 128
DRAWN = "canvas"


def measure() -> dict[str, Measured]:
    """The row: a Parquet of vectors, labels and pictures, named by its place on the server."""
    with (
        browser() as started,
        tempfile.TemporaryDirectory() as folder,
        clouds_in(Path(folder) / "clouds"),
        serving(Path(folder) / "app") as served,
    ):
        wait_for_gradio(served)
        path = Path(folder) / "mine.parquet"
        write_vectors(path, COUNT)
        with visit(started) as page:
            seconds = _made(page, served, path)
    note = (
        f"{COUNT:,} vectors of {DIMENSION} numbers with {SIDE} x {SIDE} pictures in one Parquet "
        "file, PCA; from the press of “Make the map” to the first picture that equals the last"
    )
    return {"own_vectors_s": Measured(seconds, 1, note)}


def write_vectors(path: Path, count: int) -> None:
    """A table as Hugging Face's: `image` (bytes of a PNG), `label`, `embedding`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(0)
    labels = random.integers(0, CLASSES, count)
    centres = random.normal(0, 4, (CLASSES, DIMENSION))
    vectors = (centres[labels] + random.normal(0, 1, (count, DIMENSION))).astype(np.float32)
    images = [{"bytes": _png(random, int(label)), "path": None} for label in labels]
    flat = pa.array(vectors.ravel(), pa.float32())
    table = pa.table(
        {
            "image": pa.array(images, pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
            "label": labels,
            "embedding": pa.FixedSizeListArray.from_arrays(flat, DIMENSION),
        }
    )
    pq.write_table(table, path)


def _png(random: np.random.Generator, label: int) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    pixels = random.integers(0, 30, (SIDE, SIDE), np.uint8) + np.uint8(30 + 20 * label)
    Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _made(page: Any, served: Served, path: Path) -> float:
    page.goto(f"{served.url}/map?make=upload", wait_until="commit")
    until_idle(page)
    place = page.get_by_label("Or a file or folder on the server")
    place.fill(str(path))
    place.press("Enter")
    method = page.get_by_role("combobox", name="Method")
    method.wait_for()
    until_idle(page)
    method.fill("PCA")
    method.press("Enter")
    until_idle(page)
    begun = time.monotonic()
    page.get_by_role("button", name="Make the map").click()
    page.wait_for_function("() => location.search.includes('cloud=')")
    return seconds_until_still(page, begun, drawn=DRAWN)
