"""dlib's ResNet with 29 convolutions, trained on three million faces: free for any use.

Vectors are as the net gives them, about 1.4 long; two photos of one person are mostly within 0.6.

Source: King 2017, "High quality face recognition with deep metric learning", blog.dlib.net.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.faces.encoders._run import Encode, of_torch
from core.faces.weights import dlib_file

if TYPE_CHECKING:
    from torch import nn

TITLE = "dlib ResNet"
LICENCE = "CC0 1.0"
FREE = True
DIMENSION = 128
EDGE = 150
NORMALISED = False
IDENTITY = 128
"""The first so many numbers tell people apart, by their Euclidean distance."""
SAME_PERSON = 0.5
"""Nearer than this they are called one person. dlib's own .6 is meant for strangers; relatives are
nearer. Measured on Families in the Wild: nearer than .5 (.6) lie 63 % (87 %) of the pairs of photos
of one person, 3 % (14 %) of those of relatives."""
TEMPLATE = (  # of dlib's get_face_chip_details with a padding of 0.25
    (110.957, 46.350),
    (89.606, 47.897),
    (37.058, 46.373),
    (58.409, 47.906),
    (74.011, 87.780),
)


def weights(path: Path | None) -> Path:
    """The file that dlib saved: the one given, or the one that comes inside a package."""
    return path or dlib_file("dlib_face_recognition_resnet_model_v1.dat")


def net(weights: Path) -> nn.Module:
    """The net in PyTorch."""
    from core.faces.encoders import _dlib_net

    return _dlib_net.load(weights)


def build(weights: Path) -> Encode:
    """Encode by it."""
    return of_torch(net(weights), normalised=NORMALISED)
