"""Probes against a plain loop, and which weights lie before which layer."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch import nn

from core import nets
from core.diagnosis.layers import weighed_layers
from core.diagnosis.linear_probe import averaged, layer_features, probe
from core.errors import EmbedscopeError, Stopped
from core.training.pixels import Pixels

PIXELS = Pixels((0.1,), (0.3,), (1, 28, 28))


def islands(count: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    labels = np.arange(count) % 4
    centres = np.random.default_rng(9).normal(size=(4, 12))
    return (centres[labels] + draw.normal(size=(count, 12))).astype(np.float32), labels


def test_a_probe_is_a_logistic_regression_on_scaled_features() -> None:
    train, test = islands(200, seed=0), islands(160, seed=1)
    found = probe(train, test, strengths=(0.01,))
    scaler = StandardScaler().fit(train[0])
    model = LogisticRegression(C=0.01, max_iter=1000).fit(scaler.transform(train[0]), train[1])
    plain = model.predict(scaler.transform(test[0])) == test[1]
    assert (found.right == plain).mean() > 0.98
    assert found.right.mean() == pytest.approx(plain.mean(), abs=0.02)
    assert found.converged


def test_the_strength_is_chosen_on_training_images_alone() -> None:
    train, test = islands(200, seed=0), islands(160, seed=1)
    nonsense = (test[0], np.roll(test[1], 1))
    assert probe(train, test).strength == probe(train, nonsense).strength


def test_a_probe_of_noise_is_no_better_than_chance() -> None:
    train, test = islands(200, seed=0), islands(400, seed=1)
    draw = np.random.default_rng(3)
    found = probe(
        (train[0], draw.permutation(train[1])), (test[0], test[1]), strengths=(0.001, 0.01)
    )
    assert found.right.mean() < 0.45


def test_what_is_not_finite_is_named() -> None:
    train, test = islands(40, seed=0), islands(40, seed=1)
    train[0][3, 2] = np.nan
    with pytest.raises(EmbedscopeError, match="not finite"):
        probe(train, test)


def test_a_probe_can_be_ended_between_fits() -> None:
    calls = []

    def check() -> None:
        calls.append(1)
        if len(calls) == 2:
            raise Stopped

    with pytest.raises(Stopped):
        probe(islands(40, seed=0), islands(40, seed=1), check=check)


@pytest.mark.parametrize(("path", "values"), [("relu1", 6272), ("relu2", 6272), ("", 10)])
def test_features_are_those_of_a_plain_loop(path: str, values: int) -> None:
    torch.manual_seed(0)
    net = nets.build("simple-cnn", dimension=10).eval()
    images = np.random.default_rng(0).integers(0, 256, (5, 28, 28)).astype(np.uint8)
    found, side = layer_features(net, path, images, PIXELS)
    assert found.shape == (5, values)
    assert side == (2 if path == "relu1" else 1)
    names = [name for name, _ in net.named_children()]
    for row, image in zip(found, images, strict=True):
        x = torch.from_numpy((image / 255 - 0.1) / 0.3).float()[None, None]
        for name in names[: names.index(path) + 1] if path else names:
            x = net.get_submodule(name)(x)
        if path == "relu1":
            x = torch.stack(
                [
                    x[0, :, i : i + 2, j : j + 2].mean((1, 2))
                    for i in range(0, 28, 2)
                    for j in range(0, 28, 2)
                ],
                dim=1,
            )
        np.testing.assert_allclose(row, x.detach().flatten().numpy(), atol=1e-4)


def test_only_maps_that_are_too_large_are_averaged() -> None:
    maps = torch.rand(2, 3, 6, 6)
    small, side = averaged(maps, most=30)
    assert (small.shape, side) == ((2, 3, 3, 3), 2)
    assert small[1, 2, 0, 1] == pytest.approx(float(maps[1, 2, :2, 2:4].mean()))
    assert averaged(maps, most=108)[1] == 1
    assert averaged(torch.rand(2, 50), most=30)[0].shape == (2, 50)


@pytest.mark.parametrize("name", ["simple-cnn", "resnet9", "light", "alexnet-small"])
def test_every_parameter_lies_before_one_layer(name: str) -> None:
    net = nets.build(name, dimension=7)
    assert sum(
        layer.parameters for layer in weighed_layers(net, nets.layers(name))
    ) == nets.parameters(net)


def test_the_simple_cnns_weights_sit_before_its_first_dense_layer() -> None:
    found = weighed_layers(nets.build("simple-cnn", dimension=10), nets.layers("simple-cnn"))
    assert [(layer.title, layer.parameters) for layer in found] == [
        ("conv 1", 320),
        ("conv 2", 9248),
        ("penultimate", 802_944),
        ("output", 1290),
    ]


def test_a_net_that_names_no_layers_is_taken_part_by_part() -> None:
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 2)))
    found = weighed_layers(net, ())
    assert [(layer.title, layer.parameters) for layer in found] == [
        ("0", 16),
        ("2", 37),
        ("output", 0),
    ]
