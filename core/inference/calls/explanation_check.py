"""Whether Grad-CAM or occlusion can be believed for one picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.inference.loaded import prepared, trained
from core.inference.wire import Named


def answer(*, run: str, image: NDArray[np.uint8], number: int, layer: str | None = None) -> Named:
    """Of Grad-CAM of the module `layer`, else of occlusion: `likeness` by what was randomised, and
    `deletion`, `insertion`, `random_deletion`, `random_insertion`.
    """
    from core.inference.class_scores import class_scores
    from core.inference.explanation_check import check, grad_cam_of, occlusion_of

    known, net = trained(run)
    _, scores = class_scores(known)
    explain = occlusion_of if layer is None else grad_cam_of(layer)
    return check(explain, net, prepared(known, image), scores, number).as_dict()
