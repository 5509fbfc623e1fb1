"""The net that a finished run began with: drawn again from its seed, or ImageNet's weights."""

from __future__ import annotations

from torch import nn

from core.recipes.kinds import task_entry
from core.runs.run import Run


def initial_net(run: Run) -> nn.Module:
    """The run's net as it was before its first step, ready to look at images.

    Which net it was (the one asked for or its stand-in, with or without ImageNet's weights) is read
    from the card, so nothing is downloaded to find out. Raises RunBroken where the run is not
    finished, holds no net of images, or cannot be begun again.
    """
    run.finished().dimension  # noqa: B018 (it raises)
    net: nn.Module = task_entry(run.task).load().initial_net(run)
    return net.eval()
