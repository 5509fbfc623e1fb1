"""The Simple CNN with fewer channels and dense units: what is left of it when it is pruned.

Source: report 003's question, what can be dropped cheaply (recipe simple-cnn-pruned)
"""

from __future__ import annotations

from torch import nn

from core.nets.simple_cnn import chain

WIDTHS = (16, 16, 64)
TITLE = "Simple CNN, thinned"
INPUT_SHAPE = (1, 28, 28)
OUTPUTS = {"10 digits": {"dimension": 10}}
LAYERS = (
    ("conv 1", "relu1", (16, 28, 28)),
    ("conv 2", "relu2", (16, 14, 14)),
    ("penultimate", "relu3", (64,)),
)


def build(
    *, dimension: int, pretrained: bool = False, widths: tuple[int, int, int] = WIDTHS
) -> nn.Module:
    """The net for `dimension` classes; there are no pretrained weights, the flag is ignored."""
    del pretrained
    return chain(dimension, widths=widths)
