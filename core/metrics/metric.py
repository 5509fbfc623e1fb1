"""A figure with its uncertainty: what every measurement gives, and what a run's card keeps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Metric:
    """A figure, the 95 % interval in which it lies, and its sample size.

    `value` is None where the figure cannot be told (the ROC AUC of a single class); the others
    where none was taken.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """`{"value", "low", "high", "n"}`."""
        return asdict(self)
