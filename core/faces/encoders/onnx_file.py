"""Any ONNX file that takes a face of 112 x 112 pixels, as InsightFace's nets do; by its path.

Pixels are given as (value - 127.5) / 127.5, red first; the frame is ArcFace's.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import EncoderMissing
from core.faces.encoders import _onnx, arcface
from core.faces.encoders._run import Encode
from core.onnx_file import need

if TYPE_CHECKING:
    from torch import nn

TITLE = "an ONNX file"
LICENCE = "as the file's"
FREE = False
DIMENSION = None
EDGE = 112
NORMALISED = True
PATH = "EMBEDSCOPE_ONNX_ENCODER"
TEMPLATE = arcface.TEMPLATE


def weights(path: Path | None) -> Path:
    """The file that was given."""
    if path is None:
        raise EncoderMissing(f"No ONNX file was named. Set {PATH} to the path of one.")
    if not path.is_file():
        raise EncoderMissing(f"There is no file {path}. Set {PATH} to the path of an ONNX file.")
    need("onnxruntime")
    return path


def net(weights: Path) -> nn.Module:
    """The net in PyTorch, by onnx2torch."""
    return _onnx.net(weights)


def build(weights: Path) -> Encode:
    """Encode by it."""
    return _onnx.encode(weights, edge=EDGE, normalised=NORMALISED)
