"""The table of layers against layer formulas, and against the built nets themselves."""

from __future__ import annotations

import pytest
import torch

from core.errors import BadRecipe
from core.nets import build, input_shape, layers, parameters
from core.tasks.classify.layers import MOST, layers_of
from core.tasks.classify.settings import Net

SMALL = (
    Net(name="simple-cnn"),
    Net(name="base-net"),
    Net(name="deeper-1"),
    Net(name="deeper-2", batch_norm="before"),
    Net(name="efficientnet-lite0", head="dense"),
)


@pytest.mark.parametrize("asked", SMALL, ids=lambda asked: asked.name)
def test_parameters_add_up_to_the_net_and_shapes_are_what_it_hands_on(asked: Net) -> None:
    found, name = layers_of(asked, classes=25), asked.name
    net = build(name, dimension=25, variant=asked.variant).eval()
    assert sum(layer.parameters for layer in found) == parameters(net)
    assert found[-1].shape == (25,)
    assert 3 < len(found) <= MOST
    named = {path: shape for _, path, shape in layers(name, asked.variant)}
    for layer in found:
        assert layer.shape == named.get(layer.path, layer.shape)
    assert net(torch.zeros(1, *input_shape(name))).shape[1:] == found[-1].shape


def test_the_reports_counts_by_hand() -> None:
    found = {layer.path: layer for layer in layers_of(Net(name="simple-cnn"), classes=10)}
    assert found["conv1"].parameters == 32 * 9 + 32
    assert found["conv2"].parameters == 32 * 32 * 9 + 32
    assert found["fc1"].parameters == 6272 * 128 + 128
    assert found["pool2"].shape == (32, 14, 14)
    assert (found["conv1"].kind, found["conv1"].about) == (
        "convolution",
        "3 × 3, 1 to 32, padding 1",
    )
    assert sum(layer.parameters for layer in found.values()) == 813_802


def test_a_frozen_body_does_not_learn_and_large_nets_are_shown_by_block() -> None:
    found = layers_of(Net(name="efficientnet-lite0", head="linear"), classes=2, frozen=True)
    learning = [layer for layer in found if layer.learns and layer.parameters]
    assert [layer.path for layer in learning] == ["head.2"]
    assert learning[0].parameters == 1280 * 2 + 2
    assert any(layer.kind == "block" for layer in found)


def test_dropout_is_as_asked_and_rates_that_do_not_fit_are_refused() -> None:
    found = layers_of(Net(name="deeper-1", dropout=(0.1, 0.2, 0.3)), classes=25)
    assert [layer.about for layer in found if layer.kind == "dropout"] == [
        "rate 0.1",
        "rate 0.2",
        "rate 0.3",
    ]
    with pytest.raises(BadRecipe, match="needs 3 rates"):
        layers_of(Net(name="deeper-1", dropout=(0.1,)), classes=25)
    with pytest.raises(BadRecipe, match="body and a head"):
        layers_of(Net(name="deeper-1"), classes=25, frozen=True)


def test_nothing_outside_is_changed() -> None:
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    layers_of(Net(name="base-net"), classes=25)
    assert torch.equal(torch.rand(1), expected)
