"""One branch of the Context-Free Network with a linear layer on it: 2,564,580 weights for 100
classes.

Its convolutions may come from a net that solved jigsaw puzzles (`net.weights_from`); from random
weights it is the control of that experiment.

Source: report 002, section 3; Noroozi and Favaro, Unsupervised Learning of Visual Representations
by Solving Jigsaw Puzzles, ECCV 2016, https://arxiv.org/abs/1603.09246
"""

from __future__ import annotations

from torch import nn

from core.nets._body_head import BodyHead
from core.nets._cfn_body import cfn_body
from core.nets._exact_linear import ExactLinear

TITLE = "CFN branch"
INPUT_SHAPE = (3, 64, 64)
OUTPUTS = {
    "100 classes of CIFAR-100": {"dimension": 100},
    "81 classes of Fruits-360": {"dimension": 81},
}
WIDTHS = (96, 256, 384, 384, 256)
PLACES = 9
LAYERS = (
    ("conv 1", "body.norm1", (96, 13, 13)),
    ("conv 2", "body.norm2", (256, 6, 6)),
    ("conv 3", "body.relu3", (384, 6, 6)),
    ("conv 4", "body.relu4", (384, 6, 6)),
    ("conv 5", "body.pool5", (256, 3, 3)),
    ("penultimate", "head.0", (2304,)),
)


def build(
    *, dimension: int, pretrained: bool = False, widths: tuple[int, ...] = WIDTHS
) -> nn.Module:
    """The branch for `dimension` classes; no ImageNet weights exist, that flag is ignored."""
    del pretrained
    head = nn.Sequential(nn.Flatten(), nn.Dropout(0.0), ExactLinear(PLACES * widths[4], dimension))
    return BodyHead(cfn_body(widths), head)
