"""Dense layers as Keras makes them: Glorot's weights, no bias; or as report 001 set them."""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

KERAS, REPORT = "glorot", "report"
SPREAD, BIAS = 0.01, 0.5


class Dense(nn.Module):
    """Layers of ReLU and dropout, then one logit: float32 [n, inputs] to [n].

    With `start` "report" weights are N(0, .01), biases N(.5, .01); of the last layer only the bias.
    Source: report 001, sections 8.2 and 8.5 (after Koch et al. 2015).
    """

    def __init__(self, inputs: int, *, layers: tuple[int, ...], dropout: float, start: str) -> None:
        super().__init__()
        wide = [inputs, *layers]
        self.hidden = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(wide))
        self.last = nn.Linear(wide[-1], 1)
        self.dropout = nn.Dropout(dropout)
        for layer in [*self.hidden, self.last]:
            nn.init.xavier_uniform_(layer.weight)  # type: ignore[arg-type]
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
        if start == REPORT:
            for layer in self.hidden:
                nn.init.normal_(layer.weight, 0, SPREAD)  # type: ignore[arg-type]
            for layer in [*self.hidden, self.last]:
                nn.init.normal_(layer.bias, BIAS, SPREAD)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """The logits."""
        for layer in self.hidden:
            x = self.dropout(layer(x).relu())
        logits: Tensor = self.last(x)[:, 0]
        return logits

    def squares(self) -> Tensor | float:
        """The sum of the hidden layers' squared weights."""
        return sum(layer.weight.square().sum() for layer in self.hidden)  # type: ignore[operator, return-value, misc]
