"""The registry of nets, and the parameter counts that the report's layer tables give."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import torch

from core import nets
from core.errors import UnknownName


@pytest.mark.parametrize(
    ("name", "dimension", "expected"),
    [
        ("light", 2, 12_546),
        ("light", 3, 15_747),
        ("resnet18", 2, 11_177_538),
        ("simple-cnn", 10, 813_802),
        ("simple-cnn-thin", 10, 203_898),
        ("alexnet-small", 10, 6_199_498),
        ("base-net", 25, 24_197),
        ("deeper-1", 25, 581_365),
        ("deeper-2", 25, 3_667_841),
        ("deeper-2-norm", 25, 3_670_101),
        ("deeper-2-norm-after", 25, 3_670_101),
        ("resnet9", 25, 4_217_561),
    ],
)
def test_parameter_counts_are_the_reports(name: str, dimension: int, expected: int) -> None:
    with torch.device("meta"):
        assert nets.parameters(nets.build(name, dimension=dimension)) == expected


@pytest.mark.parametrize("name", nets.names())
def test_every_net_maps_its_input_shape_to_d_outputs(name: str) -> None:
    net = nets.build(name, dimension=5).eval()
    out = net(torch.zeros(1, *nets.input_shape(name)))
    assert out.shape == (1, 5)
    assert out.dtype == torch.float32


@pytest.mark.parametrize("name", nets.names())
def test_embedding_is_exact_float32_under_autocast(name: str) -> None:
    """Coordinates in bf16 would lie on a grid of 256 steps an octave."""
    torch.manual_seed(0)
    net = nets.build(name, dimension=2).eval()
    with torch.autocast("cpu", torch.bfloat16):
        out = net(torch.randn(1, *nets.input_shape(name)))
    assert out.dtype == torch.float32
    assert (out != out.bfloat16().float()).any()


def test_unknown_net_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="light"):
        nets.build("lihgt", dimension=2)


def test_command_lists_nets_as_json() -> None:
    out = subprocess.run(
        [sys.executable, "-m", "core", "nets", "--json"], capture_output=True, text=True, check=True
    )
    rows = {row["name"]: row for row in json.loads(out.stdout)}
    assert rows["light"] == {"name": "light", "input_shape": [1, 28, 28], "parameters": 12_546}
    assert rows["resnet18"]["parameters"] == 11_177_538
