"""The same computations by one process, or by two that share each batch; and the second of the two:
it computes `numbers` with the first, then follows it from run to run.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from core.jobs.processes import follow
from core.losses import strategies
from core.nets.efficientnet_lite0 import Block
from core.training.parallel.processes import processes
from core.training.parallel.several import joined
from tests.core.few_digits import few_digits

STRATEGIES = ("batch-hard", "semi-hard", "proxy-nca", "random-online")
"""Two that mine, one with weights of its own, and one that draws."""
SIDE, DIMENSION, CLASSES, STEPS, ROWS = 12, 4, 3, 2, 7
"""Seven rows are three for one process, four for the other."""


def net() -> nn.Module:
    """Batch norms of both kinds, one over all of time, dropout, a branch that rows may lack."""
    return nn.Sequential(
        nn.Conv2d(3, 6, 3),
        nn.BatchNorm2d(6),
        nn.Dropout(0.3),
        nn.ReLU(),
        Block(6, 6, kernel=3, stride=1, widening=2, dropped=0.4),
        nn.Flatten(),
        nn.Linear(6 * (SIDE - 2) ** 2, 5),
        nn.BatchNorm1d(5, momentum=None),
        nn.Dropout(0.2),
        nn.Linear(5, DIMENSION),
    )


def numbers() -> dict[str, Tensor]:
    """A few steps in double precision, by the processes that are joined: losses, the gradients of
    the first step, weights and running statistics after the last.
    """
    found: dict[str, Tensor] = {}
    for strategy in STRATEGIES:
        torch.manual_seed(1)
        model = net().double().to(memory_format=torch.channels_last).train()
        loss = strategies.build(strategy, dimension=DIMENSION, classes=CLASSES, options={}).double()
        processes().make_alike(model, loss)
        own = _steps(model, loss)
        found |= {f"{strategy}: {key}": value for key, value in own.items()}
    return found


def _steps(model: nn.Module, loss: nn.Module) -> dict[str, Tensor]:
    weights = [*model.parameters(), *loss.parameters()]
    optimiser = torch.optim.SGD(weights, lr=1e-3, momentum=0.9)
    draw, found = torch.Generator().manual_seed(2), dict[str, Tensor]()
    for step in range(STEPS):
        torch.manual_seed(10 + step)
        images = torch.randn(ROWS, 3, SIDE, SIDE, generator=draw, dtype=torch.float64)
        points = processes().whole(model(processes().part(images)), of=ROWS)
        value = loss(points, torch.arange(ROWS) % CLASSES, 2.0).loss
        value = value + 1e-2 * sum(weight.square().sum() for weight in model.parameters())
        optimiser.zero_grad()
        value.backward()
        processes().average(weights)
        if not step:
            found |= {f"gradient {n}": w.grad.clone() for n, w in enumerate(weights)}
        optimiser.step()
        found[f"loss {step}"] = value.detach()
    return found | {key: value.clone() for key, value in model.state_dict().items()}


def main(folder: Path) -> None:
    """Be the second of two."""
    torch.set_flush_denormal(False)
    with few_digits(), joined(1, 2, at=(folder / "meeting").as_uri()):
        numbers()
        follow()
