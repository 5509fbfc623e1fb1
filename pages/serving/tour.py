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
        "Each dot is a test image, coloured by class. Left, all fall onto one point: nothing "
        "was learned. Right, classes drift into islands.",
    ),
    Stop(
        "map",
        "A map of what a net sees",
        "Alike lies near alike. Point at a dot for its picture, click it for its neighbours, "
        "draw round some to see what they share.",
    ),
    Stop(
        "triplet_lab",
        "Race strategies yourself",
        "Two ways to choose triplets, the same images, a minute. Under each map: what "
        "happened, why, and what to try.",
    ),
    Stop(
        "evaluation",
        "Read its mistakes",
        "Rows are true classes, columns predictions. Choose a cell to see its images; the most "
        "frequent confusion is open.",
    ),
    Stop(
        "inside_network",
        "Look inside",
        "Grad-CAM and occlusion show where the evidence lies; other views show filters, "
        "activations, and which layers matter.",
    ),
    Stop(
        "clothes",
        "Try a photo of your own",
        "The net names a garment and shows what it compared it with. The photo stays on this "
        "machine and is not kept.",
    ),
)


def as_json() -> list[dict[str, Any]]:
    """The stops as the browser takes them."""
    return [asdict(stop) for stop in STOPS]
