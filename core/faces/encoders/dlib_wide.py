"""dlib's ResNet with what its vector was made of: the same weights, free for any use.

The 128 numbers of `dlib-resnet`, then its last 256 feature maps of 2 x 2 cells, before they are
averaged. The net was trained to tell people apart, so what relatives share is mostly lost at its
end; a layer earlier more of it is left (measured: ROC AUC of kin .806 on the vector, .826 on the
cells).

Source: King 2017, "High quality face recognition with deep metric learning", blog.dlib.net.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.faces.encoders import dlib_resnet
from core.faces.encoders._run import Encode, of_torch

if TYPE_CHECKING:
    from torch import nn

TITLE = "dlib ResNet, wide"
LICENCE = "CC0 1.0"
FREE = True
DIMENSION = 1152
EDGE = 150
NORMALISED = False
TEMPLATE = dlib_resnet.TEMPLATE
IDENTITY = 128
"""The first so many numbers tell people apart, by their Euclidean distance."""
SAME_PERSON = 0.5
"""Nearer than this they are called one person. dlib's own .6 is meant for strangers; relatives are
nearer. Measured on Families in the Wild: nearer than .5 (.6) lie 63 % (87 %) of the pairs of photos
of one person, 3 % (14 %) of those of relatives."""


def weights(path: Path | None) -> Path:
    """The same file as dlib-resnet's."""
    return dlib_resnet.weights(path)


def net(weights: Path) -> nn.Module:
    """The net in PyTorch."""
    from core.faces.encoders import _dlib_net

    return _dlib_net.Wide(_dlib_net.load(weights))


def build(weights: Path) -> Encode:
    """Encode by it."""
    return of_torch(net(weights), normalised=NORMALISED)
