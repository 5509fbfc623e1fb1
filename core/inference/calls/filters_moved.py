"""Filters before and after training: those of one convolution, and how far those of all moved."""

from __future__ import annotations

from dataclasses import asdict

from core.inference.loaded import both_ends
from core.inference.wire import Named


def answer(*, run: str, path: str | None = None) -> Named:
    """`convolutions`, in the net's order; of the one at `path`, else the first, `before` and
    `after` float32 [filters, inputs, h, w]; of the i-th `cosine-i`, `distance-i` and `share-i`.
    """
    from core.inference import conv_filters as kernels

    first, last = both_ends(run)
    found = kernels.convolutions(last)
    said: Named = {"convolutions": [asdict(each) for each in found]}
    if not found:
        return said
    chosen = found[0].path if path is None else path
    said["before"], said["after"] = kernels.kernels(first, chosen), kernels.kernels(last, chosen)
    for number, moved in enumerate(kernels.moved_between(first, last).values()):
        for name, values in asdict(moved).items():
            said[f"{name}-{number}"] = values
    return said
