"""Grad-CAM: where a layer raised the score of a class."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.inference.loaded import prepared, trained
from core.inference.wire import Named


def answer(*, run: str, image: NDArray[np.uint8], layer: str, number: int) -> Named:
    """`heat` float32 [h, w] from 0 to 1, of the size of the module `layer`; `number` of a class."""
    from core.inference.class_scores import class_scores
    from core.inference.grad_cam import watch

    known, net = trained(run)
    _, scores = class_scores(known)
    seen = watch(net, prepared(known, image), layer=layer)
    return {"heat": seen.heat(lambda out: scores(out.float())[:, number])[0]}
