"""Occlusion: what covering one place after another costs a class, in log-odds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.inference.loaded import prepared, trained
from core.inference.wire import Named


def answer(
    *, run: str, image: NDArray[np.uint8], number: int, grid: int, side: float, shown: int
) -> Named:
    """`heat` float32 of `shown` pixels a side; the rest as `occlusion_map` takes it."""
    from core.inference.class_scores import class_scores, log_odds
    from core.inference.occlusion_map import occlusion

    known, net = trained(run)
    _, scores = class_scores(known)
    heat = occlusion(
        lambda images: log_odds(scores(net(images).float()), number),
        prepared(known, image),
        grid=grid,
        side=side,
        shown=shown,
    )
    return {"heat": heat}
