"""A training step of LightModel: what mining takes of it, and how much faster it is than a plain
one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.apart import apart
from bench.steps import MARGIN, our_step, plain_step, prepared
from bench.table import Measured
from bench.timing import in_turns, milliseconds, ratio

ROWS = {"mining_share": ("", "<=", 0.15), "step_speedup": ("x", ">=", 2.3)}
ROUNDS = 100
STEPS = 10  # one after the other, as in training
BATCH = 512


def measure() -> dict[str, Measured]:
    """Both rows, each with its own trainer."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            "mining_share": _share(Path(folder) / "share"),
            "step_speedup": _speedup(Path(folder) / "speedup"),
        }


def _share(folder: Path) -> Measured:
    import torch

    from core.tasks.embed.task import Embedding

    ours = prepared(folder, batch=1024, precision="auto")
    task = ours.task
    assert isinstance(task, Embedding)
    torch.manual_seed(0)
    leaf, labels = torch.randn(1024, 2, requires_grad=True), torch.randint(0, 10, (1024,))
    leaf, labels = leaf.to(ours.place.device), labels.to(ours.place.device)

    def mining() -> None:
        torch.autograd.grad(task.criterion(leaf, labels, MARGIN).loss, leaf)

    taken = in_turns({"mining": mining, "step": our_step(ours)}, rounds=ROUNDS)
    return Measured(
        ratio(taken["mining"], taken["step"]),
        ROUNDS,
        f"batch-hard and its gradient ({milliseconds(taken['mining'])}) / a whole step of "
        f"LightModel ({milliseconds(taken['step'])}), batch 1024, median of {ROUNDS} in turns",
    )


def _speedup(folder: Path) -> Measured:
    from core.training.device import place

    with apart(ours_apart, str(folder)) as ours, apart(plain_apart) as plain:
        taken = in_turns({"plain": plain, "ours": ours}, rounds=ROUNDS // STEPS)
    taken = {name: [seconds / STEPS for seconds in way] for name, way in taken.items()}
    where = place("auto")
    return Measured(
        ratio(taken["plain"], taken["ours"]),
        ROUNDS // STEPS,
        f"a plain fp32 step ({milliseconds(taken['plain'])}) / ours in {where.precision} on "
        f"{where.device} ({milliseconds(taken['ours'])}), batch {BATCH}, each in a process of its "
        f"own, median of {ROUNDS // STEPS} turns of {STEPS} steps; the target is meant for a CPU "
        "with bf16 units",
    )


def ours_apart(folder: str) -> Callable[[], object]:
    """Our step with all that a job does for its speed."""
    from core.training.memory import keep_memory

    keep_memory()
    return _several(our_step(prepared(Path(folder), batch=BATCH, precision="auto")))


def plain_apart() -> Callable[[], object]:
    """The plain step, its threads waiting as PyTorch leaves them by default."""
    import core  # noqa: F401 (it says how threads wait: that is taken back)

    os.environ.pop("OMP_WAIT_POLICY", None)
    return _several(plain_step(batch=BATCH))


def _several(step: Callable[[], object]) -> Callable[[], object]:
    return lambda: [step() for _ in range(STEPS)]
