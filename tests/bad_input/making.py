"""Bytes of files that are wrong in one known way, made here: nothing is kept beside the tests."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import pickle
import struct
import tarfile
import zipfile
import zlib
from typing import Any

import numpy as np
from PIL import Image

NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8))


def saved(image: Image.Image = NOISE, kind: str = "PNG", **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


JPEG, PNG = saved(kind="JPEG"), saved()


def png_header(width: int, height: int) -> bytes:
    """A valid head of a PNG, and next to nothing behind it."""
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(b"\0" * 99)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(x)) + name + x + struct.pack(">I", zlib.crc32(name + x))
        for name, x in parts
    )


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], plain: bool = False) -> bytes:
    """An archive of entries, two of which may have one name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return out.getvalue()


def pictures(*names: str) -> bytes:
    return zipped(*((name, PNG) for name in names))


def link(name: str = "a/link.png", kind: int = 0o120777) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = kind << 16
    return info


def encrypted(content: bytes) -> bytes:
    """Every entry says that it has a password."""
    out = bytearray(content)
    for head, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := content.find(head, place + 1)) >= 0:
            out[place + at] |= 1
    return bytes(out)


def tarred(name: str, content: bytes = b"", *, kind: bytes = tarfile.REGTYPE) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.size = kind, "/etc/passwd", len(content)
        archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def npy(array: Any, **how: Any) -> bytes:
    out = io.BytesIO()
    np.save(out, array, **how)
    return out.getvalue()


def npy_head(said: str, body: bytes = bytes(64)) -> bytes:
    """A .npy file whose head says what it likes."""
    text = said.encode("latin-1")
    text += b" " * (-(len(text) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body


def npz(**arrays: Any) -> bytes:
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def safetensors(head: Any, body: bytes = bytes(64)) -> bytes:
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    return struct.pack("<Q", len(text)) + text + body


def parquet(**columns: Any) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


class Harm:
    """Unpickled, it would leave a file."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, ("/tmp/unpickled-by-embedscope", "w"))


PICKLE = pickle.dumps(Harm())


def torch_zip(script: bool) -> bytes:
    """As torch.save and TorchScript write, with a pickle that does harm."""
    entries = [("archive/data.pkl", PICKLE), ("archive/version", b"3\n")]
    if script:
        entries += [("archive/constants.pkl", PICKLE), ("archive/code/__torch__.py", b"import os")]
    return zipped(*entries, plain=True)


def onnx(*, outside: str = "") -> bytes:
    """A net of one weight, which lies in another file where that is named."""
    from onnx import TensorProto, helper, numpy_helper

    weight = numpy_helper.from_array(np.ones((1, 3, 8, 8), np.float32), "w")
    if outside:
        weight = TensorProto(name="w", dims=[1, 3, 8, 8], data_type=TensorProto.FLOAT)
        weight.data_location = TensorProto.EXTERNAL
        weight.external_data.add(key="location", value=outside)
    shape = ["n", 3, 8, 8]
    ends = [helper.make_tensor_value_info(x, TensorProto.FLOAT, shape) for x in ("x", "y")]
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "w"], ["y"])], "g", ends[:1], ends[1:], [weight]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    return bytes(model.SerializeToString())


def flat(text: str) -> bytes:
    return text.encode()


ELF = b"\x7fELF" + bytes(range(200))
PDF = b"%PDF-1.7\n1 0 obj\n" + b"\xff" * 90
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
HTML = b"<!DOCTYPE html><html><body>404</body></html>"
GZIP_BOMB = gzip.compress(bytes(30 << 20), 9)
BZ2_BOMB = bz2.compress(bytes(30 << 20))
DEEP_JSON = b"[" * 100_000 + b"]" * 100_000
LAUGHS = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
).encode()
