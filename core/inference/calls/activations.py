"""What a layer makes of one picture: its channels as maps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.inference.loaded import prepared, trained
from core.inference.wire import Named


def answer(*, run: str, image: NDArray[np.uint8], layer: str | None) -> Named:
    """`maps` float32 [channels, h, w] of the module `layer`, None for the whole net."""
    from core.inference.feature_maps import channel_maps

    known, net = trained(run)
    return {"maps": channel_maps(net, prepared(known, image), layer=layer)}
