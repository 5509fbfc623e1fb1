"""What a net says a picture shows: a probability for each class, also of an embedding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.inference.loaded import prepared, trained
from core.inference.wire import Named


def answer(*, run: str, image: NDArray[np.uint8]) -> Named:
    """`classes`, and `shares` float32 [classes]."""
    import torch

    from core.inference.class_scores import class_scores

    known, net = trained(run)
    classes, scores = class_scores(known)
    with torch.inference_mode():
        said = scores(net(prepared(known, image)).float())
        shares = (said / (known.finished().temperature or 1.0)).softmax(1)[0]
    return {"classes": list(classes), "shares": shares.numpy()}
