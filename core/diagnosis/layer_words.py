"""What linear probes say of a net, in words: where the classes are apart, where the weights sit."""

from __future__ import annotations

from core.diagnosis.layer_probes import PIXELS, LayerProbe, Probes
from core.metrics.decimal import decimal

LITTLE = 0.02
"""A gain in accuracy that is little for most of a net's weights."""


def in_words(found: Probes) -> str:
    """Two or three sentences; the figures are shares of the test images."""
    total = sum(layer.parameters for layer in found.layers) or 1
    place = max(range(len(found.layers)), key=lambda at: found.layers[at].parameters)
    heavy, before = found.layers[place], found.layers[place - 1] if place else None
    said = (
        f"Most weights lead to **{heavy.title}**: {heavy.parameters:,} of {total:,} "
        f"({heavy.parameters / total:.1%})."
    )
    if before is not None:
        said += _gain(found, place, before, heavy, total)
    best = max(found.layers, key=lambda layer: layer.accuracy)
    if best not in (before, heavy):
        said += f" The best probe is that of **{best.title}**: {decimal(best.accuracy, 3)}."
    return said


def _gain(found: Probes, place: int, before: LayerProbe, heavy: LayerProbe, total: int) -> str:
    spent = sum(layer.parameters for layer in found.layers[:place])
    gain = heavy.accuracy - before.accuracy
    name = "the bare pixels" if before.title == PIXELS else f"**{before.title}**, just before it,"
    with_ = f" with {spent:,} parameters ({spent / total:.1%})" if spent else ""
    change = f"add {decimal(gain, 3)}" if gain >= 0 else f"cost {decimal(-gain, 3)}"
    end = " That is where to prune." if gain < LITTLE else ""
    return (
        f" A linear probe of {name} already has a test accuracy of {decimal(before.accuracy, 3)}"
        f"{with_}; these weights {change}, to {decimal(heavy.accuracy, 3)}.{end}"
    )
