"""VGG16 trained on 2,622 people (VGGFace), with weights that somebody brings; report 001's.

Source: Parkhi, Vedaldi and Zisserman 2015, "Deep face recognition", BMVC.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.faces.encoders import _vggface
from core.faces.encoders._run import Encode, of_torch

if TYPE_CHECKING:
    from torch import nn

TITLE = "VGG16, VGGFace"
LICENCE = "as of the file you bring; the photos were for non-commercial research"
FREE = False
DIMENSION = 512
EDGE = 224
NORMALISED = True
PATH = "EMBEDSCOPE_VGGFACE_VGG16"
TEMPLATE = _vggface.TEMPLATE


def weights(path: Path | None) -> Path:
    """The .safetensors file that was given."""
    return _vggface.given(path, title=TITLE, variable=PATH)


def net(weights: Path) -> nn.Module:
    """The net up to its last pooling."""
    from core.faces.encoders import _vggface_nets as nets

    return nets.load(nets.vgg16(), weights, mean=nets.VGGFACE)


def build(weights: Path) -> Encode:
    """Encode by it."""
    return of_torch(net(weights), normalised=NORMALISED)
