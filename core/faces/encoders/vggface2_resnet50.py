"""ResNet-50 trained on 9,131 people (VGGFace2), with weights that somebody brings; report 001's.

Source: Cao et al. 2018, "VGGFace2: a dataset for recognising faces across pose and age", FG.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.faces.encoders import _vggface
from core.faces.encoders._run import Encode, of_torch

if TYPE_CHECKING:
    from torch import nn

TITLE = "ResNet-50, VGGFace2"
LICENCE = "as of the file you bring; the photos were for non-commercial research"
FREE = False
DIMENSION = 2048
EDGE = 224
NORMALISED = True
PATH = "EMBEDSCOPE_VGGFACE2_RESNET50"
TEMPLATE = _vggface.TEMPLATE


def weights(path: Path | None) -> Path:
    """The .safetensors file that was given."""
    return _vggface.given(path, title=TITLE, variable=PATH)


def net(weights: Path) -> nn.Module:
    """The net up to its last pooling."""
    from core.faces.encoders import _vggface_nets as nets

    return nets.load(nets.resnet50(), weights, mean=nets.VGGFACE2)


def build(weights: Path) -> Encode:
    """Encode by it."""
    return of_torch(net(weights), normalised=NORMALISED)
