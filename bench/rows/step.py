"""A training step of LightModel: what mining takes of it, and how much faster it is than a plain
one.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.steps import MARGIN, lane, our_step, plain_step
from bench.table import Measured
from bench.timing import in_turns, milliseconds, ratio

ROWS = {"mining_share": ("", "<=", 0.15), "step_speedup": ("x", ">=", 2.3)}
ROUNDS = 30


def measure() -> dict[str, Measured]:
    """Both rows, each with its own lane."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            "mining_share": _share(Path(folder) / "share"),
            "step_speedup": _speedup(Path(folder) / "speedup"),
        }


def _share(folder: Path) -> Measured:
    import torch

    ours = lane(folder, batch=1024, precision="auto")
    torch.manual_seed(0)
    leaf, labels = torch.randn(1024, 2, requires_grad=True), torch.randint(0, 10, (1024,))
    leaf, labels = leaf.to(ours.accelerator.device), labels.to(ours.accelerator.device)

    def mining() -> None:
        torch.autograd.grad(ours.strategy(leaf, labels, MARGIN).loss, leaf)

    taken = in_turns({"mining": mining, "step": our_step(ours)}, rounds=ROUNDS)
    return Measured(
        ratio(taken["mining"], taken["step"]),
        ROUNDS,
        f"batch-hard and its gradient ({milliseconds(taken['mining'])}) / a whole step of "
        f"LightModel ({milliseconds(taken['step'])}), batch 1024, median of {ROUNDS} in turns",
    )


def _speedup(folder: Path) -> Measured:
    import torch

    from core.training.device import place

    ours = lane(folder, batch=512, precision="auto")
    ways = {"plain": plain_step(batch=512), "ours": our_step(ours)}
    taken = in_turns(ways, rounds=ROUNDS, warm_up=3)
    where = place("auto")
    return Measured(
        ratio(taken["plain"], taken["ours"]),
        ROUNDS,
        f"a plain fp32 step ({milliseconds(taken['plain'])}) / ours in {where.precision} on "
        f"{where.device} ({milliseconds(taken['ours'])}), batch 512, {torch.get_num_threads()} "
        f"threads, median of {ROUNDS} in turns; the target is meant for a CPU with bf16 units",
    )
