"""A run's net as an ONNX file, and how far its vectors are from the net's."""

from __future__ import annotations

from core.inference.wire import Named


def answer(*, run: str, layer: str | None = None) -> Named:
    """`content`, the file's bytes uint8 [n], and `told`, what the check found.

    Raises RunBroken, UnknownName, EncoderMissing, BadEncoder.
    """
    import tempfile
    from pathlib import Path

    import numpy as np

    from core.encoders.as_onnx import write_onnx
    from core.runs.find import find_run

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "net.onnx"
        checked = write_onnx(find_run(run), path, layer=layer)
        return {"content": np.fromfile(path, np.uint8), "told": checked.sentence()}
