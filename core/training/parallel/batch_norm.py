"""Batch norms over the rows that several processes see: mean and variance are of the whole batch.

torch.nn.SyncBatchNorm does the same on GPUs alone.

Source: Ioffe and Szegedy, Batch Normalization, ICML 2015, https://arxiv.org/abs/1502.03167; counts,
means and squares put together as in Chan, Golub and LeVeque, Updating Formulae and a Pairwise
Algorithm for Computing Sample Variances, 1979
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.modules.batchnorm import _BatchNorm

Gather = Callable[[Tensor], Tensor]
"""From float32 [k] of this process to [processes, k] of all of them."""
Statistics = tuple[Tensor, Tensor, Tensor]
"""Mean and variance of each channel, [c] each, and of how many values they are."""


class _SharedNorm(_BatchNorm):
    """What the shared norms have in common; `share_norms` makes them of a net's own."""

    gather: Gather

    def forward(self, maps: Tensor) -> Tensor:
        """Normalise float [n, c, ...]; a norm in evaluation uses the statistics that it has."""
        if not self.training:
            known: Tensor = super().forward(maps)
            return known
        mean, variance, count = _statistics(maps.detach(), self.gather)
        self._remember(mean, variance, count)
        said: Tensor = _Normalise.apply(
            maps, self.weight, self.bias, (mean, variance, count), self.eps, self.gather
        )
        return said

    @torch.no_grad()
    def _remember(self, mean: Tensor, variance: Tensor, count: Tensor) -> None:
        if self.running_mean is None or self.running_var is None:
            return
        assert self.num_batches_tracked is not None
        self.num_batches_tracked += 1
        share = 1 / float(self.num_batches_tracked) if self.momentum is None else self.momentum
        unbiased = variance * (count / (count - 1).clamp(min=1))
        self.running_mean.mul_(1 - share).add_(mean, alpha=share)
        self.running_var.mul_(1 - share).add_(unbiased, alpha=share)


class SharedNorm1d(_SharedNorm, nn.BatchNorm1d):
    """nn.BatchNorm1d over the rows of all processes."""


class SharedNorm2d(_SharedNorm, nn.BatchNorm2d):
    """nn.BatchNorm2d over the rows of all processes."""


SHARED: dict[type[nn.Module], type[_SharedNorm]] = {
    nn.BatchNorm1d: SharedNorm1d,
    nn.BatchNorm2d: SharedNorm2d,
}


def share_norms(net: nn.Module, gather: Gather) -> None:
    """Let a net's batch norms see the rows of all processes; weights and their names stay."""
    for part in net.modules():
        if type(part) in SHARED:
            part.__class__ = SHARED[type(part)]
            part.gather = gather  # type: ignore[assignment]


def _statistics(maps: Tensor, gather: Gather) -> Statistics:
    """Over all rows of all processes."""
    axes = [axis for axis in range(maps.ndim) if axis != 1]
    variance, mean = torch.var_mean(at_least_float32(maps), axes, correction=0)
    count = mean.new_full((1,), maps.numel() // maps.shape[1])
    told = gather(torch.cat([mean, variance, count]))
    counts, means, variances = told[:, -1:], *told[:, :-1].chunk(2, 1)
    whole = counts.sum()
    middle = (counts * means).sum(0) / whole
    spread = (counts * (variances + (means - middle).square())).sum(0) / whole
    return middle, spread, whole


class _Normalise(torch.autograd.Function):
    """(maps - mean) / deviation * weight + bias, where mean and deviation depend on the maps."""

    @staticmethod
    def forward(
        ctx: Any,
        maps: Tensor,
        weight: Tensor,
        bias: Tensor,
        statistics: Statistics,
        epsilon: float,
        gather: Gather,
    ) -> Tensor:
        mean, variance, count = statistics
        ctx.save_for_backward(maps, weight, mean, variance, count)
        ctx.epsilon, ctx.gather = epsilon, gather
        return F.batch_norm(maps, mean, variance, weight, bias, eps=epsilon)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        maps, weight, mean, variance, count = ctx.saved_tensors
        deviation = (variance + ctx.epsilon).sqrt()
        of_maps, of_weight, of_bias = torch.ops.aten.native_batch_norm_backward(
            gradients[0].contiguous(memory_format=_order(maps)),
            maps,
            weight,
            mean,
            variance,
            mean,
            1 / deviation,
            False,  # as if mean and variance were given ...
            ctx.epsilon,
            [True, True, True],
        )
        told = ctx.gather(torch.cat([of_weight, of_bias])).sum(0) / count
        along, all_alike = told.chunk(2)
        scale = -weight / deviation
        # ... and what the maps change through them
        through = F.batch_norm(
            maps, mean, variance, along * scale, all_alike * scale, eps=ctx.epsilon
        )
        return of_maps + through, of_weight, of_bias, None, None, None


def at_least_float32(values: Tensor) -> Tensor:
    """As they are, or in float32 where they are in half precision."""
    return values.to(torch.promote_types(values.dtype, torch.float32))


def _order(maps: Tensor) -> torch.memory_format:
    turned = maps.ndim == 4 and not maps.is_contiguous()
    return torch.channels_last if turned else torch.contiguous_format
