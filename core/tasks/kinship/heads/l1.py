"""The report's: the absolute difference of both vectors, dense layers or none, and one neuron.

Source: report 001, sections 7.1 and 8.2 (100 and 25 neurons, dropout .1), 8.5 (start and L2).
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from core.errors import BadRecipe
from core.tasks.kinship.heads._dense import KERAS, REPORT, Dense
from core.tasks.kinship.heads._head import PairHead

OPTIONS = {"layers": (), "dropout": 0.1, "start": "glorot", "l2": 0.0}


class L1(PairHead):
    """Dense layers on |first - second|; `l2` times the squared weights is added to the loss."""

    def __init__(
        self, inputs: int, *, layers: Sequence[int], dropout: float, start: str, l2: float
    ) -> None:
        super().__init__()
        if start not in (KERAS, REPORT):
            raise BadRecipe(f"head.options.start is {KERAS} or {REPORT}, not {start!r}.")
        self.l2 = l2
        self.dense = Dense(inputs, layers=tuple(layers), dropout=dropout, start=start)

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        """The logits [n]."""
        logits: Tensor = self.dense((first - second).abs())
        return logits

    def penalty(self) -> Tensor | float:
        """Keras's L2 on the hidden kernels."""
        return self.l2 * self.dense.squares() if self.l2 else 0.0


def build(
    *, blocks: tuple[int, ...], layers: Sequence[int], dropout: float, start: str, l2: float
) -> L1:
    """On the encoders' vectors as they are."""
    return L1(sum(blocks), layers=layers, dropout=dropout, start=start, l2=l2)
