"""The quick convolution and the linear layer over maps give what torch's plain layers give."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from core import nets
from core.nets._exact_linear import ExactLinear
from core.nets._narrow_conv import NarrowConv, _from_pairs, _over_pairs, _paired, _parted

LAST = torch.channels_last


def gradients(layer: nn.Module, images: Tensor, *, quick: bool) -> list[Tensor]:
    """The result, and the gradients of images, weight and bias for a fixed weighting of it."""
    images = images.clone(memory_format=LAST).requires_grad_()
    with torch.autocast("cpu", torch.bfloat16, enabled=quick):
        result = layer(images).float()
    weighting = torch.randn(result.shape, generator=torch.Generator().manual_seed(1))
    layer.zero_grad()
    (result * weighting).sum().backward()
    found = (result, images.grad, *(p.grad for p in layer.parameters()))
    return [one.detach().float() for one in found]


@pytest.mark.parametrize("width", [28, 27, 12])
@pytest.mark.parametrize(("inputs", "outputs"), [(1, 4), (4, 8), (8, 16), (3, 20)])
def test_the_quick_way_agrees_with_a_plain_convolution(inputs, outputs, width):
    torch.manual_seed(0)
    layer, images = NarrowConv(inputs, outputs), torch.randn(8, inputs, 10, width)
    plain = nn.Conv2d(inputs, outputs, 3)
    plain.load_state_dict(layer.state_dict())
    for quick, exact in zip(
        gradients(layer, images, quick=True), gradients(plain, images, quick=False), strict=True
    ):
        assert quick.shape == exact.shape
        assert (quick - exact).norm() / exact.norm() < 0.01


def test_the_gradient_of_pairs_is_autograd_s():
    weight = torch.randn(6, 5, 3, 3, requires_grad=True)
    pairs = _over_pairs(weight)
    gradient = torch.randn(pairs.shape)
    pairs.backward(gradient)
    torch.testing.assert_close(_from_pairs(gradient), weight.grad)


def test_pairs_hold_the_same_bytes_and_the_same_sums():
    images = torch.randn(3, 5, 7, 8).contiguous(memory_format=LAST)
    weight = torch.randn(6, 5, 3, 3)
    assert _paired(images).data_ptr() == images.data_ptr()
    assert torch.equal(_parted(_paired(images)), images)
    paired = nn.functional.conv2d(_paired(images), _over_pairs(weight))
    expected = nn.functional.conv2d(images, weight)
    torch.testing.assert_close(_parted(paired), expected, atol=1e-4, rtol=1e-4)


def test_a_map_is_read_as_if_it_were_flattened():
    torch.manual_seed(0)
    layer, maps = ExactLinear(4 * 9, 2), torch.randn(5, 4, 3, 3)
    expected = nn.functional.linear(maps.flatten(1), layer.weight, layer.bias)
    for stored in (maps, maps.contiguous(memory_format=LAST)):
        torch.testing.assert_close(layer(stored.flatten(2)), expected)


def test_light_is_the_report_s_net():
    """Its weights in the report's layer table, with ReLU before the pool, give the same."""
    torch.manual_seed(0)
    net = nets.build("light", dimension=2)
    layers: list[nn.Module] = []
    for inputs, outputs in ((1, 4), (4, 8), (8, 16), (16, 32)):
        layers += [nn.Conv2d(inputs, outputs, 3), nn.ReLU()]
    table = nn.Sequential(*layers, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(3200, 2))
    table.load_state_dict(net.state_dict())
    images = torch.randn(6, 1, 28, 28)
    torch.testing.assert_close(net(images), table(images))
