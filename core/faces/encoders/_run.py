"""Run a net on crops: in PyTorch or as an ONNX file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.data.image_set import Pixels
from core.errors import EncoderMissing

if TYPE_CHECKING:
    from torch import nn

Vectors: TypeAlias = NDArray[np.float32]
Encode: TypeAlias = Callable[[Pixels], Vectors]
FEW = 4
"""Crops for which one thread is best: on busy cores several wait for each other (x 20)."""
_running = threading.Lock()  # how many threads torch takes is one setting for the process


def of_torch(net: nn.Module, *, normalised: bool) -> Encode:
    """Encode by a net that takes float32 [n, 3, edge, edge], 0 to 255; on a GPU where there is one.

    `normalised` brings the vectors to length 1.
    """
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = net.eval().to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def encode(crops: Pixels) -> Vectors:
        pixels = torch.from_numpy(np.array(crops)).to(device).permute(0, 3, 1, 2).float()
        with _threads(1 if len(crops) <= FEW else 0), torch.inference_mode():
            vectors: Vectors = net(pixels).float().cpu().numpy()
        return to_length_one(vectors) if normalised else vectors

    return encode


def of_onnx(path: Path, *, mean: float, scale: float, normalised: bool) -> Encode:
    """Encode by an ONNX file that takes (crops - mean) / scale, RGB, as [n, 3, edge, edge] or [n,
    edge, edge, 3]. Raises EncoderMissing where onnxruntime or a readable file is missing.
    """
    session = _session(path)
    given = session.get_inputs()[0]
    shape = given.shape
    last = shape[-1] == 3
    alone = shape[0] == 1

    def run(crops: Pixels) -> Vectors:
        pixels = (crops.astype(np.float32) - np.float32(mean)) / np.float32(scale)
        if not last:
            pixels = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))
        parts = np.split(pixels, len(pixels)) if alone else [pixels]
        found = [session.run(None, {given.name: part})[0].reshape(len(part), -1) for part in parts]
        vectors: Vectors = np.concatenate(found).astype(np.float32)
        return to_length_one(vectors) if normalised else vectors

    return run


def to_length_one(vectors: Vectors) -> Vectors:
    """Vectors [n, d] divided by their length; those of length 0 stay."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Vectors = vectors / np.maximum(length, np.float32(1e-12))
    return result


def _session(path: Path) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise EncoderMissing(ONNXRUNTIME) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=onnxruntime.get_available_providers()
        )
    except Exception as error:  # its classes are made at run time
        raise EncoderMissing(
            f"{path} is no ONNX file that can be run: {str(error).splitlines()[0][:200]} "
            "Export it anew, for example with torch.onnx.export."
        ) from error


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """Compute on `count` threads, or as many as usual for 0; one at a time in this process."""
    import torch

    with _running:
        usual = torch.get_num_threads()
        torch.set_num_threads(count or usual)
        try:
            yield
        finally:
            torch.set_num_threads(usual)


ONNXRUNTIME = (
    "This encoder is an ONNX file, and onnxruntime is not installed. Install it with: pip install "
    "onnxruntime"
)
