"""Early stopping: training ends when the validation loss no longer gets better.

Source: report 002, section 3 (patience 5 or 1, min delta 1e-4); Prechelt, Early Stopping - But
When?, 1998
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class EarlyStopping:
    """Counts the epochs in a row whose loss is not below the best by more than `min_delta`.

    With a patience of 5 training ends after the fifth of them; None counts and never ends it. An
    epoch that is better starts the count anew. A loss that is no number is never better.
    """

    patience: int | None = None
    min_delta: float = 0.0
    best: float = field(default=float("inf"))
    waited: int = 0

    def ends(self, loss: float) -> bool:
        """Take in an epoch's validation loss; whether training ends here."""
        if loss < self.best - self.min_delta:
            self.best, self.waited = loss, 0
        else:
            self.waited += 1
        return self.patience is not None and self.waited >= self.patience
