"""Every strategy once more, as a triple loop over Python numbers that anybody can check."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

Points = list[list[float]]
Distance = Callable[[list[float], list[float]], float]


def squared(x: list[float], y: list[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(x, y, strict=True))


def plain(x: list[float], y: list[float]) -> float:
    return math.sqrt(squared(x, y))


def triplets(labels: list[int]) -> Iterator[tuple[int, int, int]]:
    for a in range(len(labels)):
        for p in range(len(labels)):
            for n in range(len(labels)):
                if a != p and labels[a] == labels[p] and labels[a] != labels[n]:
                    yield a, p, n


def batch_all(points: Points, labels: list[int], margin: float, d: Distance) -> tuple[float, float]:
    losses = [
        max(d(points[a], points[p]) - d(points[a], points[n]) + margin, 0)
        for a, p, n in triplets(labels)
    ]
    active = [loss for loss in losses if loss > 0]
    return (sum(active) / len(active) if active else 0.0), len(active) / max(len(losses), 1)


def hardest(points: Points, labels: list[int], d: Distance) -> list[tuple[float, float]]:
    pairs = []
    for a, label in enumerate(labels):
        near = [
            d(points[a], points[p]) for p in range(len(labels)) if p != a and labels[p] == label
        ]
        far = [d(points[a], points[n]) for n in range(len(labels)) if labels[n] != label]
        if near and far:
            pairs.append((max(near), min(far)))
    return pairs


def batch_hard(
    points: Points, labels: list[int], margin: float, d: Distance
) -> tuple[float, float]:
    losses = [max(near - far + margin, 0) for near, far in hardest(points, labels, d)]
    if not losses:
        return 0.0, 0.0
    return sum(losses) / len(losses), sum(loss > 0 for loss in losses) / len(losses)


def batch_hard_soft(points: Points, labels: list[int]) -> tuple[float, float]:
    pairs = hardest(points, labels, plain)
    if not pairs:
        return 0.0, 0.0
    loss = sum(math.log1p(math.exp(near - far)) for near, far in pairs) / len(pairs)
    return loss, sum(near > far for near, far in pairs) / len(pairs)


def semi_hard(points: Points, labels: list[int], margin: float, d: Distance) -> tuple[float, float]:
    losses = []
    for a, label in enumerate(labels):
        far = [d(points[a], points[n]) for n in range(len(labels)) if labels[n] != label]
        for p in range(len(labels)):
            if p == a or labels[p] != label or not far:
                continue
            near = d(points[a], points[p])
            beyond = [distance for distance in far if distance > near]
            losses.append(max(near - (min(beyond) if beyond else max(far)) + margin, 0))
    if not losses:
        return 0.0, 0.0
    return sum(losses) / len(losses), sum(loss > 0 for loss in losses) / len(losses)


def nca(points: Points, labels: list[int]) -> float:
    total = 0.0
    for a, label in enumerate(labels):
        weights = [
            math.exp(-squared(points[a], points[b])) if b != a else 0.0 for b in range(len(labels))
        ]
        own = sum(w for b, w in enumerate(weights) if labels[b] == label)
        total -= math.log(own / sum(weights))
    return total / len(labels)


def normalized_softmax(
    points: Points, labels: list[int], towards: Points, temperature: float, smoothing: float
) -> float:
    def cosine(x: list[float], y: list[float]) -> float:
        origin = [0.0] * len(x)
        product = sum(a * b for a, b in zip(x, y, strict=True))
        return product / (plain(x, origin) * plain(y, origin))

    total = 0.0
    for point, label in zip(points, labels, strict=True):
        shares = [math.exp(cosine(point, each) / temperature) for each in towards]
        for place, share in enumerate(shares):
            wanted = smoothing / len(towards) + (1 - smoothing) * (place == label)
            total -= wanted * math.log(share / sum(shares))
    return total / len(labels)
