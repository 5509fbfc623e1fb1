"""Tiny encoders as files, made by the tests: each puts out means of an image's channels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

MEANS = "means"
"""The net of `onnx_means`: float [n, 3, h, w] to the means of its channels."""


def onnx_means(
    path: Path, shape: list[Any], *, axis: int = 1, keep: bool = False, times: float = 1.0
) -> Path:
    """The means of the channels times a number; with `keep` as maps of [n, c, 1, 2]."""
    onnx = pytest.importorskip("onnx", reason="onnx writes this test's file: an extra")
    pytest.importorskip("onnxruntime", reason="onnxruntime is an extra")
    make = onnx.helper
    channels = shape[axis]
    axes = [2, 3] if axis == 1 else [1, 2]
    nodes = [
        make.make_node("ReduceMean", ["x"], ["m"], axes=axes, keepdims=int(keep)),
        make.make_node("Mul", ["m", "times"], ["y" if not keep else "z"]),
    ]
    if keep:
        nodes.append(make.make_node("Concat", ["z", "z"], ["y"], axis=3))
    out = [shape[0], channels, 1, 2] if keep else [shape[0], channels]
    graph = make.make_graph(
        nodes,
        MEANS,
        [make.make_tensor_value_info("x", onnx.TensorProto.FLOAT, shape)],
        [make.make_tensor_value_info("y", onnx.TensorProto.FLOAT, out)],
        [onnx.numpy_helper.from_array(np.array(times, np.float32), "times")],
    )
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, path)
    return path


def images(count: int, *, sides: tuple[int, int] = (30, 40), seed: int = 0) -> list[Any]:
    """Photos of noise upon a colour of their own."""
    random = np.random.default_rng(seed)
    colours = random.integers(20, 200, (count, 1, 1, 3))
    return [(colour + random.integers(0, 50, (*sides, 3))).astype(np.uint8) for colour in colours]
