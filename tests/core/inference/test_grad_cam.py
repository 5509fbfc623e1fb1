"""Grad-CAM on a made net whose reasons are known."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from core.inference.grad_cam import watch


class Colours(nn.Module):
    """Maps of the red and of the blue, squared, pooled; outputs red and blue, less the other."""

    def __init__(self) -> None:
        super().__init__()
        self.maps = nn.Conv2d(3, 2, 1, bias=False)
        self.square = nn.ReLU()
        self.mix = nn.Linear(2, 2, bias=False)
        with torch.no_grad():
            self.maps.weight.copy_(torch.tensor([[1.0, 0, 0], [0, 0, 1]])[..., None, None])
            self.mix.weight.copy_(torch.tensor([[1.0, -0.5], [-0.5, 1.0]]))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.mix(self.square(self.maps(images)).square().mean((2, 3)))


def red_left_blue_right() -> torch.Tensor:
    images = torch.zeros(2, 3, 6, 8)
    images[0, 0, 1:3, 1:3] = 1  # red above, left
    images[0, 2, 4, 5:8] = 1  # blue below, right
    images[1, 2, :, 0] = 1
    return images


def test_each_class_was_seen_where_it_is() -> None:
    seen = watch(Colours(), red_left_blue_right(), layer="square")
    red, blue = (seen.heat(lambda out, c=c: out[:, c]) for c in (0, 1))
    assert red.shape == (2, 6, 8)
    assert (np.argwhere(red[0] > 0.5) == [[1, 1], [1, 2], [2, 1], [2, 2]]).all()
    assert (np.argwhere(blue[0] > 0.5) == [[4, 5], [4, 6], [4, 7]]).all()
    assert red[0].max() == blue[0].max() == 1
    assert (red[1] == 0).all()  # nothing speaks for red: no division by zero


def test_heat_is_the_papers_formula() -> None:
    """Weights are mean gradients: taken here by finite differences."""
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.Tanh(), nn.Conv2d(4, 5, 3), nn.Flatten(), nn.Linear(5 * 16, 3)
    ).double()
    images = torch.randn(1, 3, 8, 8, dtype=torch.float64)
    score = lambda out: out[:, 1].tanh()  # noqa: E731
    heat = watch(net, images, layer="1").heat(score)
    maps, step, weights = net[:2](images).detach(), 1e-5, []
    for channel in range(4):
        moved = maps.clone()
        moved[:, channel] += step  # all places at once: the sum of their gradients
        grown = score(net[2:](moved)) - score(net[2:](maps))
        weights.append(float(grown) / step / maps[0, 0].numel())
    expected = sum(w * m for w, m in zip(weights, maps[0], strict=True)).clamp(min=0)
    assert heat[0] == pytest.approx((expected / expected.max()).detach().numpy(), abs=1e-4)


def test_the_answer_and_the_net_stay_as_they_are() -> None:
    net, images = Colours(), red_left_blue_right()
    seen = watch(net, images, layer="square")
    with torch.no_grad():
        assert torch.equal(seen.output, net(images))
    assert not seen.output.requires_grad
    assert torch.is_grad_enabled()
    assert all(weight.grad is None for weight in net.parameters())
    assert not net.square._forward_hooks
