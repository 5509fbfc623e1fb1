"""ONNX files: opened by onnxruntime, which is an extra."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

from core.errors import EncoderMissing

PREPROCESSING = "embedscope.preprocessing"
"""The entry of a file's metadata that says what is done to a picture before, as JSON."""
SHOWN = 200
"""Letters of another library's message."""


def need(module: str, why: str = "To open an ONNX file") -> None:
    """Raise EncoderMissing, with the remedy, where a library of ONNX is not installed."""
    if importlib.util.find_spec(module) is None:
        raise EncoderMissing(
            f"{why}, {module} is needed, and it is not installed. Install it with: pip install "
            f"{module}"
        )


def session(path: Path, *, threads: int | None = None) -> Any:
    """An `onnxruntime.InferenceSession`, on a GPU where there is one.

    `threads`: None are as many as OMP_NUM_THREADS says, else all. Raises EncoderMissing without the
    library, and what onnxruntime raises where the file cannot be loaded: no class of its own.
    """
    need("onnxruntime")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    said = os.environ.get("OMP_NUM_THREADS", "")
    asked = int(said) if said.isdecimal() else 0
    options.intra_op_num_threads = asked if threads is None else threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(path), options, providers=onnxruntime.get_available_providers()
    )


def takes(opened: Any) -> str:
    """What a session's inputs are, for a sentence."""
    return ", ".join(f"{each.name} {each.type} {each.shape}" for each in opened.get_inputs())


def channels_last(shape: list[Any], *, channels: int, size: tuple[int, int] | None) -> bool | None:
    """Whether an input of four axes is [n, h, w, c]; None where it is neither that nor
    [n, c, h, w]. A side that is free has a name or nothing in the place of a number; without a
    `size` any will do.
    """
    height, width = size or ("", "")
    if len(shape) != 4:
        return None
    for last, wanted in ((False, (channels, height, width)), (True, (height, width, channels))):
        if all(
            not isinstance(side, int) or want in ("", side)
            for side, want in zip(shape[1:], wanted, strict=True)
        ):
            return last
    return None


def first_line(error: Exception) -> str:
    """Of another library's message."""
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0][:SHOWN]
