"""A layer's channels, and the images that excite them, against slow loops."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from core.errors import EmbedscopeError
from core.inference.feature_maps import channel_maps, maximally_activating


def made_net() -> nn.Module:
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(1, 5, 3), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(5 * 16, 3)
    )
    return net.eval()


def test_exciting_images_are_those_of_a_plain_search() -> None:
    net, images = made_net(), torch.randn(23, 1, 6, 6)
    found = maximally_activating(net, images.split(4), layers=["0", "1", None], most=7)
    for layer, part in (("0", net[:1]), ("1", net[:2]), (None, net)):
        with torch.no_grad():
            values = part(images.clone()).numpy()
        channels = values.shape[1]
        assert found[layer].images.shape == (channels, 7)
        assert found[layer].looked_at == 23
        for channel in range(channels):
            peaks = [float(values[i, channel].max()) for i in range(23)]
            best = sorted(range(23), key=lambda i: -peaks[i])[:7]
            assert found[layer].images[channel].tolist() == best
            assert found[layer].strengths[channel] == pytest.approx([peaks[i] for i in best])
            assert found[layer].mean[channel] == pytest.approx(np.mean(peaks), abs=1e-6)
    assert not net[0]._forward_hooks


def test_nothing_to_look_at_is_a_sentence() -> None:
    with pytest.raises(EmbedscopeError, match="no images"):
        maximally_activating(made_net(), [], layers=["0"])


def test_channels_of_one_picture() -> None:
    net, image = made_net(), torch.randn(1, 1, 6, 6)
    with torch.no_grad():
        plain = net[0](image)[0].numpy()
    assert channel_maps(net, image, layer="0") == pytest.approx(plain)  # before the ReLU's work
    assert channel_maps(net, image, layer=None).shape == (3, 1, 1)
