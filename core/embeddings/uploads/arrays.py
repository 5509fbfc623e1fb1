"""Vectors in a file of named arrays, numpy's `.npz` or safetensors: vectors, labels, names, splits.

The one array of two axes that is called so is the vectors; an array of one axis, as long, is a
column of what is known of them. Nothing but numbers and texts is read, never a pickle.
"""

from __future__ import annotations

import json
import math
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.embeddings.points import Known, Points
from core.embeddings.uploads.columns import Roles, known_of_table, roles_of
from core.embeddings.uploads.vectors import BROKEN, check_dimension
from core.errors import BadUpload

MOST_BYTES = 4 << 30
"""What the arrays may unpack to."""
MOST_ARRAYS = 1000
VECTORS = ("vectors", "embeddings", "embedding", "features", "x", "emb", "arr_0", "data", "z")
"""What the vectors are called, the likeliest first."""
CLASSES = ("classes", "class_names", "label_names", "target_names")
LABELS = ("y", "arr_1")
"""What the classes may be called besides what a table's are."""
Arrays = dict[str, NDArray[Any]]


def look(path: Path, name: str, kind: str, *, label: str | None) -> tuple[int, Roles]:
    """How many vectors there are, and what the other arrays are taken for; raises BadUpload."""
    arrays, _ = _read(path, name, kind)
    main = _main(arrays, name)
    return len(arrays[main]), _roles(_table(arrays, main), name, label)


def read(path: Path, name: str, kind: str, *, label: str | None) -> Points:
    """The vectors float [n, d] and what the other arrays say of them."""
    arrays, classes = _read(path, name, kind)
    main = _main(arrays, name)
    table = _table(arrays, main)
    roles = _roles(table, name, label)
    known = known_of_table(table, roles, name) if len(table) else Known.nothing(len(arrays[main]))
    named = next((arrays[key] for key in arrays if key.lower() in CLASSES), np.array(classes))
    other = [key for key in arrays if key not in (main, *table.column_names)]
    left = [key for key in other if key.lower() not in CLASSES]
    note = f"These arrays are left out: {', '.join(left)}." if left else ""
    return Points(arrays[main], _named(known, named).noted(note))


def _read(path: Path, name: str, kind: str) -> tuple[Arrays, list[str]]:
    """All arrays, and the names of the classes where the file states them beside the arrays."""
    try:
        if kind == "npz":
            return _npz(path), []
        return _safetensors(path)
    except (*BROKEN, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        if "allow_pickle" in str(error) or "Object arrays" in str(error):
            raise BadUpload(
                f"{name} holds Python objects. Save texts as numpy.array(texts, dtype=str), and "
                "rows of one length as numpy.stack(rows)."
            ) from error
        what = {"npz": "NumPy archive (.npz)", "safetensors": "safetensors file"}[kind]
        raise BadUpload(
            f"{name} is a damaged {what} "
            f"({' '.join(str(error).split())[:120] or type(error).__name__}). Save it again."
        ) from error


def _npz(path: Path) -> Arrays:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        size = sum(info.file_size for info in infos)
    if size > MOST_BYTES or len(infos) > MOST_ARRAYS:
        raise ValueError(f"it unpacks to {size / 2**30:.1f} GB in {len(infos)} arrays")
    with np.load(path, allow_pickle=False) as found:
        arrays = {key: found[key] for key in found.files}
    if not all(isinstance(each, np.ndarray) for each in arrays.values()):
        raise ValueError("one of its arrays is none")
    return arrays


def _safetensors(path: Path) -> tuple[Arrays, list[str]]:
    """By the library, but for bfloat16, which numpy lacks: those are its upper halves."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            stated = file.metadata() or {}
            keys = list(file.keys())
            wide = {key: file.get_slice(key).get_dtype() == "BF16" for key in keys}
            arrays = {key: file.get_tensor(key) for key in keys if not wide[key]}
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    arrays |= {key: _halves(path, key) for key in keys if wide[key]}
    try:
        classes = json.loads(stated.get("classes", "[]"))
    except ValueError:
        classes = [each.strip() for each in stated["classes"].split(",")]
    return arrays, [str(each) for each in classes] if isinstance(classes, list) else []


def _halves(path: Path, key: str) -> NDArray[np.float32]:
    """A bfloat16 tensor of a file that the library found sound."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        about = json.loads(file.read(length))[key]
        file.seek(8 + length + about["data_offsets"][0])
        count = math.prod(about["shape"])
        upper = np.frombuffer(file.read(2 * count), "<u2").astype(np.uint32) << 16
    return upper.view(np.float32).reshape(about["shape"])


def _main(arrays: Arrays, name: str) -> str:
    """The name of the array that holds the vectors; raises BadUpload."""
    tables = [k for k, each in arrays.items() if each.ndim == 2 and each.dtype.kind in "fiu"]
    found = sorted(tables, key=_rank)
    if not found:
        shapes = ", ".join(f"{k} {each.shape}" for k, each in arrays.items())[:200]
        raise BadUpload(
            f"{name} holds no vectors: none of its arrays ({shapes}) is a table of numbers. "
            "Save one with a vector a row."
        )
    if len(found) > 1 and _rank(found[0]) == len(VECTORS):
        raise BadUpload(
            f"{name} holds several tables of numbers ({', '.join(found)[:200]}). Call the one "
            "with the vectors 'vectors'."
        )
    check_dimension(arrays[found[0]].shape[1], name)
    return found[0]


def _rank(key: str) -> int:
    return VECTORS.index(key.lower()) if key.lower() in VECTORS else len(VECTORS)


def _table(arrays: Arrays, main: str) -> Any:
    """Those of one axis that are as long as the vectors, as a table."""
    import pyarrow as pa

    count = len(arrays[main])
    columns = {k: each for k, each in arrays.items() if each.shape in ((count,), (count, 1))}
    columns.pop(main, None)
    return pa.table({k: _plain(each.reshape(-1)) for k, each in columns.items()})


def _plain(values: NDArray[Any]) -> Any:
    """As Arrow takes it: texts as a list, numbers as they are."""
    if values.dtype.kind == "S":
        return [each.decode("utf-8", errors="replace") for each in values.tolist()]
    return values.tolist() if values.dtype.kind in "UM" else values


def _roles(table: Any, name: str, label: str | None) -> Roles:
    roles = roles_of(table.schema, name, label)
    if roles.label is not None:
        return roles
    usual = next((k for k in table.column_names if k.lower() in LABELS), None)
    return roles_of(table.schema, name, usual)


def _named(known: Known, classes: NDArray[Any]) -> Known:
    """With the classes by name where the labels are numbers into a list of names."""
    names = [str(each) for each in classes.tolist()] if classes.ndim == 1 else []
    numbers = [int(each) if each.isdigit() else -1 for each in known.classes]
    if not names or not numbers or min(numbers) < 0 or max(numbers) >= len(names):
        return known
    labels = np.append(np.array(numbers, np.int64), -1)[known.labels]
    return replace(known, labels=labels, classes=tuple(names))
