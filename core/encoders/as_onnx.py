"""A run's net as an ONNX file that any runtime opens, checked to give the same vectors.

The file takes pictures float32 [n, channels, height, width] with pixels from 0 to 1, in the net's
size: mean and deviation are inside. It says so in its metadata, so that it comes in again as an
encoder (core/encoders/formats/onnx.py) without being told anything.

Source: "Open Neural Network Exchange", https://onnx.ai/onnx/intro/concepts.html
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.encoders.preprocessing import Preprocessing
from core.errors import BadEncoder
from core.onnx_file import PREPROCESSING, need, session

if TYPE_CHECKING:
    from torch import Tensor, nn

    from core.runs.run import Run

OPSET = 17
CHECKED = 16
"""Pictures on which both are compared."""
MOST = 1e-3
"""The largest difference that rounding explains, as a share of the largest value."""
TITLE, SUFFIX = "ONNX", ".onnx"


@dataclass(frozen=True)
class Checked:
    """How far the file's vectors are from the net's."""

    difference: float
    """The largest of any number."""
    largest: float
    """The largest number of any vector."""
    images: int

    def sentence(self) -> str:
        """For people."""
        return (
            f"On {self.images} random pictures its vectors differ from PyTorch's by at most "
            f"{self.difference:.1e}; the largest number in them is {self.largest:.3g}."
        )


def write_onnx(run: Run, target: Path, *, layer: str | None = None) -> Checked:
    """Write the net up to `layer` (its features, where None), as a whole or not at all.

    Raises RunBroken, UnknownName for a layer, EncoderMissing without onnx and onnxruntime, and
    BadEncoder where the net cannot be written or gives other vectors.
    """
    for module in ("onnx", "onnxruntime"):
        need(module, "To write an ONNX file")
    from core.encoders.kinds.checkpoint import check_run, of_run
    from core.runs.layers import features_layer

    layer = layer or features_layer(run)
    check_run(run, layer)
    built = of_run(run, layer)
    stated = built.preprocessing
    found: list[Checked] = []

    def write(part: Path) -> None:
        _write(run, layer, stated, part)
        found.append(_compared(built.run, part, stated))

    files.write(target, write, durable=False)
    return found[0]


def _write(run: Run, layer: str, stated: Preprocessing, part: Path) -> None:
    import onnx
    import torch

    channels = 1 if stated.channels == "gray" else 3
    example = torch.zeros(2, channels, *stated.size)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the older exporter needs no other library
            torch.onnx.export(
                _whole(run, layer, stated),
                (example,),
                str(part),
                dynamo=False,
                opset_version=OPSET,
                input_names=["images"],
                output_names=["vectors"],
                dynamic_axes={"images": {0: "n"}, "vectors": {0: "n"}},
            )
    except (RuntimeError, ValueError, TypeError) as error:
        raise BadEncoder(
            f"{run.name} cannot be written as ONNX: {str(error).splitlines()[0][:200]}"
        ) from error
    model = onnx.load(str(part))
    given = replace(stated, mean=(0,), std=(1,))
    told = {PREPROCESSING: json.dumps(given.parts()), "source": f"Embedscope, {run.name}, {layer}"}
    onnx.helper.set_model_props(model, told)
    onnx.checker.check_model(model)
    onnx.save(model, str(part))


def _whole(run: Run, layer: str, stated: Preprocessing) -> nn.Module:
    """From pixels between 0 and 1 to vectors."""
    import torch

    from core.encoders.torch_net import at_layer, flattened
    from core.runs.layers import module_path
    from core.training.embed import load_model

    class Whole(torch.nn.Module):
        """Mean and deviation, the net, and flat vectors."""

        mean: Tensor
        std: Tensor

        def __init__(self) -> None:
            super().__init__()
            self.net = at_layer(load_model(run), module_path(run, layer))
            shape = (1, -1, 1, 1)
            self.register_buffer("mean", torch.tensor(stated.mean).reshape(shape))
            self.register_buffer("std", torch.tensor(stated.std).reshape(shape))

        def forward(self, images: Tensor) -> Tensor:
            return flattened(self.net((images - self.mean) / self.std))

    return Whole().eval().cpu()


def _compared(run: Any, part: Path, stated: Preprocessing) -> Checked:
    """Both on the same random pictures; raises BadEncoder where they are not the same."""
    gray = stated.channels == "gray"
    shape = (CHECKED, *stated.size, *(() if gray else (3,)))
    pictures = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    wanted: NDArray[np.floating] = np.asarray(run(pictures), np.float32)
    scaled = (pictures[:, None] if gray else pictures.transpose(0, 3, 1, 2)).astype(np.float32)
    (got,) = session(part).run(["vectors"], {"images": scaled / np.float32(255)})
    same = got.shape == wanted.shape
    difference = float(np.abs(got - wanted).max()) if same else float("inf")
    largest = float(np.abs(wanted).max())
    if not difference <= MOST * max(largest, 1.0):
        raise BadEncoder(
            f"As ONNX the net gives other vectors (they differ by {difference:.3g}, the largest is "
            f"{largest:.3g}), so the file is not kept."
        )
    return Checked(difference, largest, CHECKED)
