"""What linear probes say of a net, in words: where the classes are apart, where the weights sit."""

from __future__ import annotations

from core.evaluation.layer_probes import PIXELS, Probes

NEAR = 0.01
"""A probe within one point of the best one is as good for this purpose."""


def in_words(found: Probes) -> str:
    """Two or three sentences; the figures are shares of the test images."""
    hidden = [layer for layer in found.layers if layer.title != PIXELS]
    best = max(layer.accuracy for layer in hidden)
    first = next(layer for layer in hidden if layer.accuracy >= best - NEAR)
    total = sum(layer.parameters for layer in hidden) or 1
    place = hidden.index(first)
    before = sum(layer.parameters for layer in hidden[: place + 1])
    heavy = max(hidden, key=lambda layer: layer.parameters)
    said = (
        f"A straight cut through **{first.title}** already has {first.accuracy:.1%} of the test "
        f"images right, within a point of the best layer ({best:.1%}); up to there lie "
        f"{before:,} of {total:,} parameters ({before / total:.1%})."
    )
    share = heavy.parameters / total
    weight = f" Most weights lead to **{heavy.title}**: {heavy.parameters:,} ({share:.1%})."
    if heavy in hidden[place + 1 :]:
        weight += " They come after the classes are apart: that is where something can go."
    elif share > 0.5:
        weight += " That layer is also where the classes come apart: cut it with care, and measure."
    start = next((layer for layer in found.layers if layer.title == PIXELS), None)
    pixels = f" On the bare pixels the same cut has {start.accuracy:.1%} right." if start else ""
    return said + weight + pixels
