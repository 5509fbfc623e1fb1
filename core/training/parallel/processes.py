"""The processes that train together, as a Trainer and a Task see them; one alone does it all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from torch import Tensor, nn

Value = TypeVar("Value")


@dataclass(frozen=True)
class Processes:
    """One process alone: the whole batch is its part, and it decides everything."""

    rank: int = 0
    """Which one this is."""
    size: int = 1
    """How many there are."""

    @property
    def first(self) -> bool:
        """Whether this one decides and writes."""
        return self.rank == 0

    def part(self, rows: Tensor) -> Tensor:
        """The rows of a batch [n, ...] that this process sends through the net."""
        return rows

    def whole(self, own: Tensor, *, of: int) -> Tensor:
        """What every process's net says of its part, [own, ...], as of the batch of `of` rows:
        [of, ...], with gradient.
        """
        del of
        return own

    def average(self, weights: Iterable[nn.Parameter]) -> None:
        """Let every process have the mean of all gradients."""

    def from_first(self, value: Callable[[], Value]) -> Value:
        """What the first process finds, found by it alone and told to all: plain values of JSON."""
        return value()

    def make_alike(self, *modules: nn.Module | None) -> None:
        """Let modules, before their first step, be those of the first, and see whole batches."""


ALONE = Processes()


@dataclass
class _Joined:
    processes: Processes = ALONE


_JOINED = _Joined()


def processes() -> Processes:
    """Those that this process trains with."""
    return _JOINED.processes


def join(others: Processes) -> None:
    """State with whom this process trains from now on; ALONE: with nobody."""
    _JOINED.processes = others
