"""Convolutions over a few pixels give what nn.Conv2d gives, and so do their gradients."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from core.nets import build
from core.nets._small_maps import SmallMapConv


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("size", [(1, 1), (1, 2), (2, 2), (3, 3), (4, 4), (7, 5)])
def test_results_and_gradients_are_those_of_a_convolution(size, stride):
    torch.manual_seed(0)
    plain = nn.Conv2d(3, 5, 3, stride=stride, padding=1, bias=False).double()
    quick = copy.deepcopy(plain)
    quick.__class__ = SmallMapConv
    told = []
    for layer in (plain, quick):
        images = torch.arange(4 * 3 * size[0] * size[1], dtype=torch.float64).sin()
        images = images.reshape(4, 3, *size).requires_grad_()
        result = layer(images)
        result.square().sum().backward()
        told.append((result, images.grad, layer.weight.grad))
    for one, other in zip(*told, strict=True):
        torch.testing.assert_close(one, other)


def test_a_residual_net_of_small_images_has_them_and_the_same_weights():
    torch.manual_seed(1)
    net = build("resnet18", dimension=2)
    assert sum(isinstance(part, SmallMapConv) for part in net.modules()) == 16
    torch.manual_seed(1)
    from torchvision.models import resnet18

    known = resnet18().state_dict()
    assert all(torch.equal(v, known[k]) for k, v in net.state_dict().items() if "fc" not in k)
