"""Two photos of people: from the files to whether they are kin."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from bench.served import threads_as_served
from bench.table import Measured, Skipped
from core.errors import EmbedscopeError
from tests.drawn_faces import scene

ROWS = {"kin_ms_p95": ("ms", "<=", 1500.0)}
SIZE = (1155, 866)
PAIRS = 12
ROUNDS = 3


def measure() -> dict[str, Measured]:
    """The row, with the pair model that the page takes by default, loaded and warm."""
    from core.inference.kinship.pair_model import pair_model
    from core.inference.kinship.verify import verify

    try:
        model = pair_model()
    except EmbedscopeError as error:
        raise Skipped(str(error)) from error
    pairs = [(_photo(2 * number), _photo(2 * number + 1)) for number in range(PAIRS)]
    with threads_as_served():
        verify(*pairs[0], model=model)
        taken = [verify(*pair, model=model).ms for _ in range(ROUNDS) for pair in pairs]
    how = (
        f"{PAIRS} pairs of photos of {SIZE[0]} x {SIZE[1]} pixels (JPEG) with a drawn face, "
        f"detection included, {ROUNDS} times each, by {model.run.name}, warm; median "
        f"{np.median(taken):.0f} ms"
    )
    return {"kin_ms_p95": Measured(float(np.quantile(taken, 0.95)), len(taken), how)}


def _photo(number: int) -> bytes:
    """A face of some size at some place on a grainy ground."""
    random = np.random.default_rng(number)
    edge = int(random.integers(220, 600))
    x, y = int(random.integers(0, SIZE[0] - edge)), int(random.integers(0, SIZE[1] - edge))
    picture = np.asarray(scene(SIZE, [(x, y, edge)]), np.float32)
    grainy = np.clip(picture + random.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(grainy).save(out, "JPEG", quality=90)
    return out.getvalue()
