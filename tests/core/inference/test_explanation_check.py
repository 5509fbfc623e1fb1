"""Explanations checked: on a net whose reasons are known, and on maps that explain nothing."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from core.inference.explanation_check import check, grad_cam_of, occlusion_of
from core.inference.faithfulness import STEPS, faithfulness
from core.inference.randomised import cascade

SIDE = 28


class Corner(nn.Module):
    """Class 1 where the upper left quarter is bright, by three learned layers."""

    def __init__(self) -> None:
        super().__init__()
        self.maps = nn.Conv2d(1, 4, 3, padding=1)
        self.act = nn.ReLU()
        self.pool = nn.AvgPool2d(SIDE // 2)
        self.last = nn.Linear(16, 2)
        with torch.no_grad():
            for weights in self.parameters():
                weights.zero_()
            self.maps.weight[0, 0, 1, 1] = 1
            self.last.weight[1, 0] = 8
            self.last.bias[0] = 4

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.last(self.pool(self.act(self.maps(images))).flatten(1))


def picture() -> torch.Tensor:
    torch.manual_seed(0)
    return torch.rand(1, 1, SIDE, SIDE) + 0.5


def scores(output: torch.Tensor) -> torch.Tensor:
    return output


def test_a_map_of_the_reasons_beats_chance_and_its_opposite_does_not() -> None:
    net, image = Corner(), picture()
    right = np.zeros((SIDE, SIDE))
    right[: SIDE // 2, : SIDE // 2] = 1

    def probability(images: torch.Tensor) -> torch.Tensor:
        return net(images).softmax(1)[:, 1]

    found = faithfulness(probability, image, right, seed=0)
    assert found.deletion < found.random_deletion
    assert found.insertion > found.random_insertion
    assert found.gain > 0.2
    assert faithfulness(probability, image, -right, seed=0).gain < 0


def test_the_curve_is_that_of_a_plain_loop() -> None:
    from core.inference.faithfulness import _curve
    from core.metrics.explanation import order

    net, image = Corner(), picture()
    places = order(np.random.default_rng(1).random((STEPS, STEPS)))
    with torch.no_grad():
        found = _curve(lambda x: net(x)[:, 1], image, torch.zeros_like(image), places)
        cell, covered, expected = SIDE // STEPS, image.clone(), [float(net(image)[0, 1])]
        for step in range(STEPS):
            for place in places[step * STEPS : (step + 1) * STEPS]:
                y, x = divmod(int(place), STEPS)
                covered[..., y * cell : (y + 1) * cell, x * cell : (x + 1) * cell] = 0
            expected.append(float(net(covered)[0, 1]))
    assert found == pytest.approx(expected, abs=1e-5)


def test_random_weights_go_from_the_last_layer_and_keep_their_values() -> None:
    torch.manual_seed(3)
    net = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4), nn.Linear(4, 3))
    before = {name: each.clone() for name, each in net.state_dict().items()}
    seen = []
    for words, mixed in cascade(net, seed=0):
        state = mixed.state_dict()
        changed = {
            name.split(".")[0] for name in state if not torch.equal(state[name], before[name])
        }
        seen.append((words, sorted(changed)))
        for name, each in state.items():
            assert torch.equal(each.flatten().sort()[0], before[name].flatten().sort()[0])
    assert seen[0] == ("the last layer", ["3"])
    assert seen[-1] == ("all 3 layers", ["0", "2", "3"])
    assert all(torch.equal(each, before[name]) for name, each in net.state_dict().items())


def test_random_weights_destroy_both_maps_but_not_one_that_sees_no_net() -> None:
    net, image = Corner(), picture()
    for explain in (grad_cam_of("act"), occlusion_of):
        found = check(explain, net, image, scores, 1)
        assert next(iter(found.likeness)) == "the last layer"
        assert abs(list(found.likeness.values())[-1] or 0) < 0.7
    blind = check(lambda _net, pixels, _scores, _n: pixels[0, 0].numpy(), net, image, scores, 1)
    assert list(blind.likeness.values()) == pytest.approx([1] * len(blind.likeness))
