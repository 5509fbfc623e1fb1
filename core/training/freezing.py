"""What stays as it began, and from when on it learns too."""

from __future__ import annotations

from torch import nn

from core.recipes.sections import Freeze, FreezeNorms
from core.training.param_groups import backbone_of, freeze_norms


class Freezing:
    """Sets a net to training, but for what a recipe freezes; anew only where that changes."""

    def __init__(self, asked: Freeze) -> None:
        self.asked = asked
        self.still: bool | None = None

    def apply(self, net: nn.Module, *, epoch: float) -> None:
        """Before a step at `epoch`: looks in between leave every module as it was."""
        start = self.asked.unfreeze_epoch
        still = self.asked.backbone and (start is None or epoch < start)
        if still == self.still:
            return
        self.still = still
        net.train()
        if self.asked.backbone:
            for part in backbone_of(net):
                part.train(not still).requires_grad_(not still)
        if isinstance(self.asked, FreezeNorms) and self.asked.batch_norm:
            freeze_norms(net)
