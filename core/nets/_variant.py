"""What of a net may be chosen, where its file says so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from core.settings import setting

Layers = tuple[tuple[str, str, tuple[int, ...]], ...]

HEADS = {
    "linear": "The mean of every channel, then one layer.",
    "dense": "A hidden layer of 1024 and dropout between those.",
    "conv": "A 3x3 convolution, batch norm and the mean, then a hidden layer of 1024.",
}
"""What may stand upon a body, and what that is."""
HEAD_LAYERS: dict[str, Layers] = {
    "linear": (("penultimate", "head.1", ()),),
    "dense": (("penultimate", "head.3", (1024,)),),
    "conv": (("convolution", "head.2", (512, 5, 5)), ("penultimate", "head.8", (1024,))),
}
"""The layers of each that are worth a look; the means of a body's channels are as many as those."""
BATCH_NORMS = {"before": "Before every ReLU.", "after": "After every ReLU."}
STATED_BY = {"widths": "WIDTHS", "head": "CHANNELS", "batch_norm": "AFTER"}
"""The constant by which a net's file says that one may choose."""


@dataclass(frozen=True)
class Variant:
    """The choices, described as settings; what is empty is as the net's file states it."""

    widths: tuple[int, ...] = setting(
        (),
        title="Widths",
        help="Channels and units of its layers, first to last, where the net lets one choose "
        "them; empty: as the net states them.",
        low=1,
        advanced=True,
    )
    head: str | None = setting(
        None,
        title="Head",
        help="What stands upon the net's last maps, where it lets one choose; empty: the net's "
        "own.",
        choices=HEADS,
    )
    batch_norm: str | None = setting(
        None,
        title="Batch norm",
        help="Where it stands, in a net that may have it; empty: nowhere.",
        choices=BATCH_NORMS,
    )

    @property
    def chosen(self) -> dict[str, Any]:
        """The choices that were made, by name."""
        return {name: value for name, value in asdict(self).items() if value}
