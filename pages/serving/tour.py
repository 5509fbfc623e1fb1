"""The tour of six stops: where it leads, and what is said there."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Stop:
    """A page with its settings, and two or three sentences about it."""

    page: str
    title: str
    text: str
    query: dict[str, str] = field(default_factory=dict)


STOPS = (
    Stop(
        "home",
        "Two nets, the same digits",
        "Each dot is a test image, its colour the true class. Left, all images fall onto one "
        "point: the net has learned nothing. Right, the classes drift apart into islands.",
    ),
    Stop(
        "map",
        "A map of what a net sees",
        "Test images, placed so that alike lies near alike. Point at a dot to see its "
        "picture, click it for its neighbours, draw round some to see what they share.",
    ),
    Stop(
        "triplet_lab",
        "Race strategies yourself",
        "Two ways to choose triplets, the same images, a minute. Under each map stands what "
        "happened, why, and the one change worth trying.",
    ),
    Stop(
        "evaluation",
        "Read its mistakes",
        "Rows are true classes, columns what the net predicted. Choose a cell, and its images "
        "stand beside it: the most frequent confusion is open already.",
    ),
    Stop(
        "inside_network",
        "Look inside",
        "Grad-CAM and occlusion show where the evidence for a class lies. The other views show "
        "filters, activations, and which layers matter.",
    ),
    Stop(
        "clothes",
        "Try a photo of your own",
        "A garment is named, with what the net compared it with. The photo stays on this machine "
        "and is not kept.",
    ),
)


def as_json() -> list[dict[str, Any]]:
    """The stops as the browser takes them."""
    return [asdict(stop) for stop in STOPS]
