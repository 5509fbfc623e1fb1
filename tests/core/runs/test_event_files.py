"""What is written as event files is read back by a reader of our own: frames, checksums, events."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from core.paths import ROOT
from core.runs.curves import curves_of
from core.runs.event_files import events_zip
from core.runs.run import Run

pytest.importorskip("tensorboardX")
RUNS = {name: Run(ROOT / f"checkpoints/{name}") for name in ("base-net", "light-2d")}


def crc32c(content: bytes) -> int:
    """Castagnoli's checksum, bit by bit."""
    value = 0xFFFFFFFF
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
    return value ^ 0xFFFFFFFF


def masked(content: bytes) -> int:
    value = crc32c(content)
    return ((value >> 15 | value << 17) + 0xA282EAD8) & 0xFFFFFFFF


def events(content: bytes) -> Iterator[Any]:
    from tensorboardX.proto.event_pb2 import Event

    stream = io.BytesIO(content)
    while head := stream.read(12):
        length, check = struct.unpack("<QI", head)
        assert check == masked(head[:8])
        body = stream.read(length)
        assert struct.unpack("<I", stream.read(4))[0] == masked(body)
        yield Event.FromString(body)


def test_every_curve_comes_back() -> None:
    with zipfile.ZipFile(io.BytesIO(events_zip(RUNS))) as archive:
        places = {name: archive.read(name) for name in archive.namelist()}
    folders = {name.rpartition("/")[0] for name in places}
    assert folders == {f"{name}/{split}" for name in RUNS for split in ("train", "validation")}
    for name, content in places.items():
        run, split = name.split("/")[:2]
        read: dict[str, list[tuple[int, float, float]]] = {}
        texts = []
        for event in events(content):
            for value in event.summary.value:
                if value.HasField("simple_value"):
                    point = (event.step, value.simple_value, event.wall_time)
                    read.setdefault(value.tag, []).append(point)
                else:
                    texts.append(value.tensor.string_val[0].decode())
        curves = {c.quantity: c for c in curves_of(RUNS[run].history()) if c.split == split}
        assert {tag.replace("_", " ") for tag in read} == set(curves)
        for tag, points in read.items():
            curve = curves[tag.replace("_", " ")]
            steps, values, times = (np.array(part) for part in zip(*points, strict=True))
            np.testing.assert_array_equal(steps, curve.step)
            np.testing.assert_array_equal(values, curve.value.astype(np.float32))
            np.testing.assert_allclose(
                times - times[0], curve.seconds - curve.seconds[0], atol=1e-3
            )
        assert bool(texts) == (split == "train")
        assert all(f"name: {run}" in text for text in texts)


def test_the_writer_is_imported_only_when_used() -> None:
    program = "import core.runs.event_files, sys; print('tensorboardX' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
