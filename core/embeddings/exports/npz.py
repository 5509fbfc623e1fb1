"""NumPy's archive of named arrays: vectors, labels, class_names, ids, names, columns, maps.

A class column is the names of its classes ("" where none is known), a map "own" the table own_map;
neighbours and distances are tables. Nothing in it is a pickle.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.embeddings.exports._exported import Exported, named

TITLE = "NumPy (.npz)"
SUFFIX = ".npz"
HELP = "Named arrays for numpy.load: vectors, labels with class_names, columns and maps."


def write(points: Exported, target: Path) -> None:
    """Write the arrays; raises EmbeddingSetBroken, OSError."""
    (_, labels, classes), *columns = points.columns()
    arrays: dict[str, NDArray[Any]] = {
        "vectors": points.vectors(),
        "labels": labels.astype(np.int32),
        "class_names": np.array(classes, np.str_),
        "ids": points.rows,
    }
    if (names := points.names()) is not None:
        arrays["names"] = np.array(names, np.str_)
    for column, values, words in columns:
        told = [word or "" for word in named(values, words)] if column.kind == "class" else None
        arrays[column.name] = values if told is None else np.array(told, np.str_)
    arrays |= {f"{each.name}_map": each.points()[points.rows] for each in points.maps}
    if points.near is not None:
        arrays["neighbours"], arrays["distances"] = points.near
    with target.open("wb") as out:
        np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
