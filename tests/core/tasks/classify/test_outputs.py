"""What a net says of images: against torch's own functions."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from core import nets
from core.training.outputs import Outputs, outputs


def test_probabilities_are_torchs() -> None:
    scores = torch.randn(20, 5, generator=torch.Generator().manual_seed(0)) * 30
    told = Outputs(scores.numpy(), scores.numpy()).probabilities
    assert told == pytest.approx(scores.softmax(1).numpy(), abs=1e-6)


@pytest.mark.parametrize(
    ("name", "batch_norm"),
    [("simple-cnn", None), ("base-net", None), ("deeper-2", "before"), ("deeper-2", "after")],
)
def test_features_are_what_the_last_layer_reads(name: str, batch_norm: str | None) -> None:
    torch.manual_seed(0)
    variant = nets.Variant(batch_norm=batch_norm)
    net = nets.build(name, dimension=7, variant=variant)
    net.train()
    images = torch.randn(10, *nets.input_shape(name))
    layer = nets.penultimate(name, variant)
    assert layer is not None
    said = outputs(net, [images[:6], images[6:]], features=net.get_submodule(layer))
    assert all(module.training for module in net.modules())
    last = [module for module in net.modules() if isinstance(module, nn.Linear)][-1]
    again = last(torch.from_numpy(said.features)).detach().numpy()
    assert said.scores == pytest.approx(again, abs=1e-4)
    assert said.scores == pytest.approx(net.eval()(images).detach().numpy(), abs=1e-4)


def test_a_net_that_names_no_features_gives_its_scores() -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 3))
    said = outputs(net, [torch.ones(2, 1, 2, 2)], features=None)
    assert np.array_equal(said.scores, said.features)
