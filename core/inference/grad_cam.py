"""Grad-CAM: which part of a picture raised a score.

The maps of a late layer are summed, each weighted by how much the score grows with it on average;
what lowers the score is left out.

Source: Selvaraju et al., Grad-CAM: Visual Explanations from Deep Networks via Gradient-based
Localization, ICCV 2017, https://arxiv.org/abs/1610.02391
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import get_ident

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


@dataclass(frozen=True)
class Watched:
    """What a net makes of images, with the maps of one layer kept to ask them for reasons."""

    output: Tensor
    """float32 [n, d], detached."""
    _graph: Tensor
    _maps: Tensor

    def heat(self, score: Callable[[Tensor], Tensor]) -> NDArray[np.float32]:
        """Where the pictures raised `score`, from 0 to 1: float32 [n, h, w] of the layer's size.

        `score` maps the output [n, d] to one number an image [n]. All zeros where nothing did.
        """
        total = score(self._graph).sum()
        (slope,) = torch.autograd.grad(total, self._maps, retain_graph=True)
        weight = slope.mean((2, 3), keepdim=True)
        heat = (weight * self._maps.detach()).sum(1).clamp(min=0)
        peak = heat.amax((1, 2), keepdim=True)
        result: NDArray[np.float32] = (heat / peak.where(peak > 0, 1)).float().cpu().numpy()
        return result


def watch(net: nn.Module, images: Tensor, *, layer: str) -> Watched:
    """Run `net` on prepared images [n, c, h, w], keeping the maps of its module `layer`.

    Only what follows that layer is remembered for gradients, so this costs little more than the
    answer alone.
    """
    kept: list[Tensor] = []

    mine = get_ident()

    def keep(_module: nn.Module, _inputs: object, maps: Tensor) -> Tensor | None:
        if get_ident() != mine:  # somebody else asks the same net at the same time
            return None
        kept.append(maps.detach().requires_grad_())
        torch.set_grad_enabled(True)
        return kept[0]

    hook = net.get_submodule(layer).register_forward_hook(keep)
    try:
        with torch.no_grad():
            output = net(images)
    finally:
        hook.remove()
    return Watched(output.detach(), output, kept[0])
