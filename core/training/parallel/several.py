"""Several processes that train together, by torch.distributed: gloo on CPUs, NCCL between GPUs."""

from __future__ import annotations

import datetime
import itertools
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
import torch.distributed as dist
from torch import Tensor, nn

from core.errors import BadRecipe, ProcessLost
from core.nets._row_draws import RowDropout, Rows, see
from core.training.parallel.batch_norm import at_least_float32, share_norms
from core.training.parallel.processes import ALONE, Processes, join

Value = TypeVar("Value")
LONG = datetime.timedelta(days=7)
"""How long the others wait for what the first finds, such as its look at the validation images: one
that dies is noticed at once, as its connections close.
"""


@dataclass(frozen=True)
class Several(Processes):
    """This process among others. Raises ProcessLost where one of them is gone."""

    told: Any = None
    """The group in which the first tells values: always on CPUs, and patient."""

    def part(self, rows: Tensor) -> Tensor:
        """See Processes; raises BadRecipe for a batch of fewer rows than processes."""
        if len(rows) < self.size:
            raise BadRecipe(
                f"A batch of {len(rows)} cannot be shared by {self.size} processes. Take fewer "
                "processes, or a larger batch."
            )
        start, end = self._bounds(len(rows))[self.rank]
        see(Rows(start, end, len(rows)))
        return rows[start:end]

    def whole(self, own: Tensor, *, of: int) -> Tensor:
        """See Processes."""
        gathered: Tensor = _Gather.apply(at_least_float32(own), self, self._bounds(of))
        return gathered

    @torch.no_grad()
    def average(self, weights: Iterable[nn.Parameter]) -> None:
        """See Processes."""
        gradients = [_in_order(w, w.grad) for w in weights if w.grad is not None]
        if not gradients:
            return
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        with _noticing():
            dist.all_reduce(flat)
        parts = flat.div_(self.size).split([gradient.numel() for gradient in gradients])
        for gradient, mean in zip(gradients, parts, strict=True):
            gradient.copy_(mean.view_as(gradient))

    def from_first(self, value: Callable[[], Value]) -> Value:
        """See Processes."""
        text = json.dumps(value()).encode() if self.first else b""
        length = torch.tensor([len(text)])
        with _noticing():
            dist.broadcast(length, 0, group=self.told)
            content = torch.zeros(int(length), dtype=torch.uint8)
            if self.first:
                content.copy_(torch.frombuffer(bytearray(text), dtype=torch.uint8))
            dist.broadcast(content, 0, group=self.told)
        found: Value = json.loads(bytes(content.tolist()))
        return found

    @torch.no_grad()
    def make_alike(self, *modules: nn.Module | None) -> None:
        """See Processes."""
        for module in filter(None, modules):
            share_norms(module, self._gathered)
            for part in module.modules():
                if type(part) is nn.Dropout:
                    part.__class__ = RowDropout
            for tensor in module.state_dict().values():
                exact = tensor.contiguous()
                with _noticing():
                    dist.broadcast(exact, 0)
                tensor.copy_(exact)

    def _bounds(self, rows: int) -> list[tuple[int, int]]:
        """From where to before where each process's part of a batch goes."""
        ends = [rows * rank // self.size for rank in range(self.size + 1)]
        return list(itertools.pairwise(ends))

    def _gathered(self, own: Tensor) -> Tensor:
        """Of each process the tensor [...], alike in shape: [processes, ...]."""
        own = own.contiguous()
        every = [torch.empty_like(own) for _ in range(self.size)]
        with _noticing():
            dist.all_gather(every, own)
        return torch.stack(every)


class _Gather(torch.autograd.Function):
    """The rows of all processes; each has the whole loss, so the mean of all gradients, which is
    taken at the end, has each row's once: it is multiplied by the processes here.
    """

    @staticmethod
    def forward(ctx: Any, own: Tensor, several: Several, bounds: list[tuple[int, int]]) -> Tensor:
        ctx.size, ctx.bounds = several.size, bounds[several.rank]
        most = max(end - start for start, end in bounds)
        padded = own.new_zeros(most, *own.shape[1:])
        padded[: len(own)] = own
        every = several._gathered(padded)
        sizes = [end - start for start, end in bounds]
        return torch.cat([rows[:size] for rows, size in zip(every, sizes, strict=True)])

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None]:
        start, end = ctx.bounds
        return gradients[0][start:end] * ctx.size, None, None


@contextmanager
def joined(rank: int, size: int, *, at: str = "env://") -> Iterator[Several]:
    """Train with others for a while: process `rank` of `size`, who meet `at` an address or a file.

    Each of them has a GPU to itself where there are as many on its machine, and its share of the
    machine's threads. A group that torch has joined already, as Ray Train does, is taken as it is.
    """
    here = int(os.environ.get("LOCAL_WORLD_SIZE", size))
    gpus, own = torch.cuda.device_count(), not dist.is_initialized()
    if at.startswith("file:"):  # all on one machine: nobody else can reach them
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo0" if sys.platform == "darwin" else "lo")
    if gpus:
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", rank)) % gpus)
    threads = torch.get_num_threads()
    torch.set_num_threads(max(1, (os.cpu_count() or 1) // here))
    backend = "cpu:gloo,cuda:nccl" if gpus >= here else "gloo"
    with _noticing():
        if own:
            dist.init_process_group(backend, init_method=at, rank=rank, world_size=size)
        several = Several(rank, size, dist.new_group(backend="gloo", timeout=LONG))
    join(several)
    try:
        yield several
    finally:
        join(ALONE)
        see(None)
        torch.set_num_threads(threads)
        if own:
            dist.destroy_process_group()


@contextmanager
def _noticing() -> Iterator[None]:
    """What torch raises when a connection closes, as ours."""
    try:
        yield
    except RuntimeError as error:
        raise ProcessLost(
            "A process that trains with this one is gone, or cannot be reached. Resume: training "
            f"goes on from the last saved state, with any number of processes. ({error})"
        ) from error


def _in_order(weight: Tensor, gradient: Tensor) -> Tensor:
    """A view of the gradient in which it lies as a rule as its weight does: flattened, no copy."""
    turned = weight.ndim == 4 and not weight.is_contiguous()
    return gradient.permute(0, 2, 3, 1) if turned else gradient
