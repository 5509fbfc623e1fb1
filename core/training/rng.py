"""Seeds of a run's draws: a function of its seed and the step, so any step can be redone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch


def mixed(*numbers: int) -> int:
    """One seed from several numbers, far from the seeds of their neighbours."""
    return int(np.random.SeedSequence(numbers).generate_state(1, np.uint64)[0] >> 1)


def draw_from(seed: int, device: torch.device) -> None:
    """Let what draws without a generator, as dropout does, draw from `seed` on.

    `torch.manual_seed` seeds every kind of device, and takes a twentieth of a small net's step.
    """
    import torch

    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        torch.cuda.manual_seed(seed)
