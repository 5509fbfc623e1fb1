"""numpy arrays from whatever a training loop has: torch, JAX, TensorFlow, CuPy, lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedscope.errors import BadValues

MOST_STEPS = 2**53
"""Up to which a float tells one whole number from the next."""
Values = Any
"""What `array` takes."""


def array(values: Values) -> NDArray[Any]:
    """The values on the host: tensors that need a gradient or lie on a GPU, bfloat16 too.

    Raises BadValues for rows of different lengths.
    """
    if hasattr(values, "detach"):  # torch
        values = values.detach().cpu()
        if str(values.dtype) == "torch.bfloat16":
            values = values.float()
        return np.asarray(values.numpy())
    if hasattr(values, "numpy") and not isinstance(values, np.ndarray):  # TensorFlow
        values = values.numpy()
    if hasattr(values, "__cuda_array_interface__") and hasattr(values, "get"):  # CuPy
        values = values.get()
    if hasattr(values, "__dlpack__") and not hasattr(values, "__array__"):
        values = _exchanged(values)
    try:
        made = np.asarray(values)
    except ValueError as error:
        raise BadValues("These rows are of different lengths: give all the same.") from error
    if made.dtype.kind not in "biufcUSO":  # ml_dtypes' bfloat16, of jax and TensorFlow
        made = made.astype(np.float32)
    return made


def number(value: Any, name: str) -> float:
    """One number; raises BadValues, which names it."""
    try:
        return float(array(value).astype(np.float64, casting="same_kind"))
    except (ValueError, TypeError, OverflowError) as error:
        raise BadValues(f"{name} is one number, not {repr(value)[:60]}: give a figure.") from error


def step_of(step: Any) -> int:
    """A whole number of steps, of whatever kind; raises BadValues."""
    asked = number(step, "A step")
    if not 0 <= asked < MOST_STEPS or asked != int(asked):
        raise BadValues(f"A step is a whole number from 0, not {repr(step)[:60]}: count from 0.")
    return int(asked)


def _exchanged(values: Any) -> NDArray[Any]:
    """By DLPack, which only shares what lies in the host's memory."""
    try:
        return np.from_dlpack(values)
    except (BufferError, RuntimeError, ValueError) as error:
        raise BadValues(
            f"An array of {type(values).__name__} lies where numpy cannot reach it ({error}): "
            "bring it to the CPU first."
        ) from error


def vectors(values: Values, *, count: int | None = None) -> NDArray[np.float32]:
    """An embedding float32 [n, d] from [n, d] or [n, ...], of `count` points where that is known.

    Raises BadValues where it is none.
    """
    made = array(values)
    if made.dtype.kind not in "biuf" or made.ndim < 1 or made.size == 0:
        raise BadValues(
            f"An embedding is a table of numbers [n, d], not {made.dtype} of shape {made.shape}: "
            "give a row of numbers for each image."
        )
    flat = made.reshape(len(made), -1).astype(np.float32, copy=False)
    if count is not None and len(flat) != count:
        raise BadValues(
            f"{len(flat):,} vectors came for the {count:,} points of the probe set: embed the same "
            "images, in the same order, each time."
        )
    return flat


def classes_of(
    labels: Values, names: Sequence[str] | None = None
) -> tuple[NDArray[np.int64], list[str]]:
    """Classes int64 [n] from 0, and their names.

    Args:
        labels: whole numbers from 0, or names.
        names: of the numbers; the names that labels must be among.

    Raises:
        BadValues: for labels that are neither, or that the names do not cover.
    """
    made = array(labels).reshape(-1)
    if not len(made):
        raise BadValues("There is no label: the probe set is empty. Give a few images' labels.")
    if made.dtype.kind in "US" or made.dtype == object:
        return _named(made, names)
    if made.dtype.kind == "f" and (made == np.floor(made)).all():
        made = made.astype(np.int64)
    if made.dtype.kind not in "biu" or made.min() < 0:
        raise BadValues("Labels must be whole numbers from 0, or names.")
    known = [f"{name}" for name in names] if names is not None else None
    most = int(made.max())
    if known is None:
        known = [f"{number}" for number in range(most + 1)]
    if most >= len(known):
        raise BadValues(
            f"There is a label {most}, and only {len(known)} names of classes: add more."
        )
    return made.astype(np.int64), known


def _named(
    labels: NDArray[Any], names: Sequence[str] | None
) -> tuple[NDArray[np.int64], list[str]]:
    spoken = [each.decode() if isinstance(each, bytes) else f"{each}" for each in labels]
    known = [f"{name}" for name in names] if names is not None else sorted(set(spoken))
    number = {name: index for index, name in enumerate(known)}
    missing = sorted(set(spoken) - set(number))
    if missing:
        raise BadValues(f"The label {missing[0]!r} is not among the names of classes: name it too.")
    return np.array([number[name] for name in spoken], np.int64), known
