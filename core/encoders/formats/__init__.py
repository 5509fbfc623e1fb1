"""Files that an encoder may be, told apart by their content.

One file here is one format. It states and defines

    TITLE, NET (whether a net has to be named), SUFFIX
    build(path, *, title, net, layer) -> Built

A pickle can run any code when it is read, so none is: PyTorch's own files are read with
`weights_only`, which takes numbers and refuses the rest.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from core.data.signature import foreign_kind
from core.errors import BadEncoder
from core.registry import Entry, entries, find

PACKAGE = "core.encoders.formats"
ONNX, SAFETENSORS, STATE_DICT, TORCHSCRIPT = "onnx", "safetensors", "state-dict", "torchscript"
SUFFIXES = ("onnx", "safetensors", "pt", "pth", "bin", "ckpt", "ts")
"""What such files are called, as a rule."""
MOST_BYTES = 4 << 30
HEAD = 4096
MOST_HEADER = 100_000_000
"""Bytes of a safetensors' header, at most."""
TAKEN = "Bring ONNX, TorchScript, safetensors, or a state dict saved by torch.save, as one file."
SAVE = (
    "Save the weights alone where the model was trained: from safetensors.torch import save_file; "
    "save_file(model.state_dict(), 'model.safetensors'). Then bring that file with the net's name."
)
"""The way out of pickles."""
REFUSED = (
    (b"\x89HDF", f"is an HDF5 file, as Keras writes. Export the model to ONNX (tf2onnx). {TAKEN}"),
    (b"\x93NUMPY", f"is an array of NumPy. Bring vectors on Map instead. {TAKEN}"),
    (b"PAR1", f"is a Parquet table. Bring vectors on Map instead. {TAKEN}"),
)


def formats() -> dict[str, Entry]:
    """By name."""
    return entries(PACKAGE)


def format_called(name: str) -> Entry:
    """Raises UnknownName."""
    return find(PACKAGE, "format of encoders", name)


def format_of(path: Path, name: str) -> str:
    """What a file is; raises BadEncoder, which says what to do, where it is no encoder.

    Args:
        path: where it lies.
        name: what its owner calls it.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadEncoder(f"{name} cannot be read ({reason}). Check its path and rights.") from error
    if not size:
        raise BadEncoder(f"{name} is empty. Copy it again from where it came.")
    if size > MOST_BYTES:
        raise BadEncoder(f"{name} has {size / 2**30:.1f} GB; at most {MOST_BYTES >> 30} are read.")
    return _by_content(path, name, head, size)


def _by_content(path: Path, name: str, head: bytes, size: int) -> str:
    for start, why in REFUSED:
        if head.startswith(start):
            raise BadEncoder(f"{name} {why}")
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(path, name)
    if _is_safetensors(head, size):
        return SAFETENSORS
    if head[:1] == b"\x80" and head[1:2] in b"\x02\x03\x04\x05":
        return STATE_DICT  # PyTorch's files of before 2020; `weights_only` refuses all others
    if head[4:8] == b"TFL3":
        raise BadEncoder(f"{name} is a TensorFlow Lite file. Export the model to ONNX. {TAKEN}")
    foreign = foreign_kind(head)
    if not foreign and _is_protobuf(head):
        return ONNX
    if name.lower().endswith((".safetensors", ".onnx")):
        raise BadEncoder(f"{name} is cut off or damaged. Copy it again from where it came.")
    raise BadEncoder(f"{name} is {foreign or 'of no kind that is known here'}. {TAKEN}")


def _of_archive(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise BadEncoder(f"{name} is cut off or damaged ({error}). Copy it again.") from error
    ends = {each.rpartition("/")[2] for each in inside}
    if "constants.pkl" in ends and any("/code/" in each for each in inside):
        return TORCHSCRIPT
    if "data.pkl" in ends:
        return STATE_DICT
    if "model.weights.h5" in ends:
        raise BadEncoder(f"{name} is a Keras model. Export it to ONNX (tf2onnx). {TAKEN}")
    raise BadEncoder(f"{name} is a ZIP archive and no encoder. {TAKEN}")


def _is_safetensors(head: bytes, size: int) -> bool:
    header = int.from_bytes(head[:8], "little")
    return 2 <= header <= min(MOST_HEADER, size - 8) and head[8:9] == b"{"


def _is_protobuf(head: bytes) -> bool:
    """An ONNX file begins with its version, a small number in field 1."""
    return head[:1] == b"\x08" and 0 < head[1] < 64 and head[2:3] in b"\x12\x1a\x22\x28\x32\x3a\x42"
