"""What a loop wrote for TensorBoard, as a run: scalars as curves, projector dumps as frames.

Source: the `Event` protocol buffer of TensorFlow in TFRecord files (length, its checksum, the
record, its checksum), and the folders that PyTorch's `SummaryWriter.add_embedding` writes.
"""

from __future__ import annotations

import csv
import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import files
from core.errors import Unreadable

EVENTS = "*tfevents*"
SPLITS = {"train": "", "training": "", "validation": "validation_", "val": "validation_"}
"""Folders of one run that some loops write beside each other, and what their figures begin with."""
KEPT_ASIDE = r"(val|valid|validation|eval|test)"
TAGS = (
    (r"(.*\W)?(learning_rate|lr)(\W.*)?", "lr"),
    (r"(.*\W)?epoch", "epoch"),
    (rf"(.*\W)?{KEPT_ASIDE}[\W_]*loss|loss[\W_]*{KEPT_ASIDE}", "validation_loss"),
    (rf"(.*\W)?{KEPT_ASIDE}[\W_]*acc(uracy)?|acc(uracy)?[\W_]*{KEPT_ASIDE}", "validation_accuracy"),
    (r"(.*\W)?(epoch_|train_|total_)?loss(\W*train.*)?", "loss"),
    (r"(.*\W)?(epoch_|train_)?acc(uracy)?(\W*train.*)?", "accuracy"),
    (r"(.*\W)?margin", "margin"),
)
"""Tags as people name them, and the column that a run has for it; others keep their own name."""


@dataclass(frozen=True)
class Dump:
    """A projector dump of one step: vectors float32 [p, d], and what its metadata calls rows."""

    step: int
    vectors: NDArray[np.float32]
    labels: list[str]


def logs_in(root: Path) -> dict[str, list[Path]]:
    """By a run's name, the folders with its event files; those of splits count as one run's."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(files.files_below(root)):
        if path.match(EVENTS):
            folder = path.parent
            whole = folder.parent if folder.name in SPLITS and folder != root else folder
            name = whole.relative_to(root).as_posix() if whole != root else root.resolve().name
            if folder not in found[name]:
                found[name].append(folder)
    return dict(found)


def scalars(folders: list[Path]) -> dict[int, dict[str, float]]:
    """By step, ascending, the figures of a run under the names of a run's columns.

    What is cut off (a file that is being written) ends a file's reading; a file that is none is
    Unreadable.
    """
    rows: dict[int, dict[str, float]] = defaultdict(dict)
    for folder in folders:
        prefix = SPLITS.get(folder.name, "")
        for path in sorted(folder.glob(EVENTS)):
            for step, tag, value in _events(path):
                rows[step][column(tag, prefix)] = value
    return {step: rows[step] for step in sorted(rows)}


def column(tag: str, prefix: str = "") -> str:
    """The column of a tag: `Loss/train` is loss, `train/val_loss` validation_loss."""
    known = next((name for pattern, name in TAGS if re.fullmatch(pattern, tag.lower())), None)
    plain = re.sub(r"[^\w/.@-]+", "_", tag).strip("_") or "figure"
    return prefix + (known or (plain if plain[0].isalpha() else f"_{plain}"))


def dumps(root: Path, *, known: int = -1) -> Iterator[Dump]:
    """The projector dumps of one tag after step `known`, by step."""
    found = {
        int(path.parent.parent.name): path
        for path in sorted(root.glob("[0-9]*/*/tensors.tsv"), reverse=True)
        if path.parent.parent.name.isdecimal()
    }
    for step in sorted(found):
        if step > known:
            yield Dump(step, _vectors(found[step]), _labels(found[step].with_name("metadata.tsv")))


def _events(path: Path) -> Iterator[tuple[int, str, float]]:
    from tensorboardX.proto import event_pb2

    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror or error}") from error
    for record in _records(content):
        event = event_pb2.Event()
        try:
            event.ParseFromString(record)
        except Exception as error:  # protobuf's own, of no public place
            raise Unreadable(f"{path.name} holds no events of TensorBoard") from error
        for value in event.summary.value:
            number = _number(value)
            if number is not None:
                yield event.step, value.tag, number


def _records(content: bytes) -> Iterator[bytes]:
    at = 0
    while at + 12 <= len(content):
        (length,) = struct.unpack_from("<Q", content, at)
        if at + 16 + length > len(content):
            return
        yield content[at + 12 : at + 12 + length]
        at += 16 + length


def _number(value: Any) -> float | None:
    """A scalar, as a number or as TensorFlow 2's tensor of one; None for pictures and the like."""
    if value.HasField("simple_value"):
        return float(value.simple_value)
    if not value.HasField("tensor") or value.metadata.plugin_data.plugin_name != "scalars":
        return None
    tensor = value.tensor
    for numbers in (tensor.float_val, tensor.double_val):
        if len(numbers) == 1:
            return float(numbers[0])
    kinds = {4: np.float32, 8: np.float64}
    kind = kinds.get(len(tensor.tensor_content))
    return None if kind is None else float(np.frombuffer(tensor.tensor_content, kind)[0])


def _vectors(path: Path) -> NDArray[np.float32]:
    try:
        return np.loadtxt(path, np.float32, delimiter="\t", ndmin=2)
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path.name} of step {path.parent.parent.name}: {error}") from error


def _labels(path: Path) -> list[str]:
    """The first column; without a header where there is one column alone."""
    if not files.is_file(path):
        return []
    rows = list(csv.reader(files.read_text(path).splitlines(), delimiter="\t"))
    if rows and len(rows[0]) > 1:
        rows = rows[1:]
    return [row[0] if row else "" for row in rows]
