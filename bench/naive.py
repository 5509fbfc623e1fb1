"""Batch-hard as one would first write it: loops over Python numbers."""

from __future__ import annotations


def batch_hard(points: list[list[float]], labels: list[int], margin: float) -> float:
    """The mean hinge of every image's hardest triplet, on squared distances."""
    losses = []
    for anchor, label in zip(points, labels, strict=True):
        farthest, nearest = -1.0, float("inf")
        for point, other in zip(points, labels, strict=True):
            distance = sum((a - b) ** 2 for a, b in zip(anchor, point, strict=True))
            if other != label:
                nearest = min(nearest, distance)
            elif point is not anchor:
                farthest = max(farthest, distance)
        if farthest >= 0 and nearest < float("inf"):
            losses.append(max(farthest - nearest + margin, 0.0))
    return sum(losses) / len(losses)
