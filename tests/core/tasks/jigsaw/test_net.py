"""The Context-Free Network: its sizes, and that its branches share their weights."""

from __future__ import annotations

import pytest
import torch

from core import nets
from core.errors import BadRecipe
from core.nets._cfn_body import WIDTHS, cfn_body
from core.nets._response_norm import ResponseNorm
from core.tasks.jigsaw.net import ContextFreeNet, scaled


def count(net: torch.nn.Module) -> int:
    return sum(weight.numel() for weight in net.parameters())


def test_parameters_as_in_the_report() -> None:
    """2,564,580 and 2,520,785 stand in report 002; the whole follows from the layers' formulas."""
    assert nets.parameters(nets.build("cfn-branch", dimension=100)) == 2_564_580
    assert nets.parameters(nets.build("cfn-branch", dimension=81)) == 2_520_785
    branch = 2_334_080
    assert count(cfn_body()) == branch
    fc6, fc7, fc8 = 2304 * 1024 + 1024, 9 * 1024 * 4096 + 4096, 4096 * 1000 + 1000
    assert count(ContextFreeNet(1000)) == branch + fc6 + fc7 + fc8


def test_the_net_names_its_layers_and_their_shapes() -> None:
    net = nets.build("cfn-branch", dimension=5).eval()
    shapes: dict[str, tuple[int, ...]] = {}
    for title, path, _ in nets.layers("cfn-branch"):
        module = net.get_submodule(path)
        module.register_forward_hook(
            lambda _m, _i, out, title=title: shapes.update({title: tuple(out.shape[1:])})
        )
    assert net(torch.zeros(2, 3, 64, 64)).shape == (2, 5)
    assert shapes == {title: shape for title, _, shape in nets.layers("cfn-branch")}


def test_every_tile_is_seen_alike_wherever_it_lies() -> None:
    net = ContextFreeNet(4, tile=32, width=0.05, tile_features=8, hidden=16).eval()
    tiles = torch.randn(2, 9, 3, 32, 32)
    order = torch.randperm(9, generator=torch.Generator().manual_seed(3))
    seen = net.seen(tiles)
    assert seen.shape == (2, 9, 8)
    assert torch.allclose(net.seen(tiles[:, order]), seen[:, order], atol=1e-5)
    assert net(tiles).shape == (2, 4)
    assert torch.equal(net(tiles), net.orders(seen))


@pytest.mark.parametrize(("tile", "places"), [(32, 1), (48, 4), (64, 9), (80, 16)])
def test_any_tile_from_32_pixels_on(tile: int, places: int) -> None:
    assert cfn_body(scaled(0.05))(torch.zeros(1, 3, tile, tile))[0, 0].numel() == places


def test_widths_are_even_and_scale() -> None:
    assert scaled(1.0) == WIDTHS
    assert scaled(0.5) == (48, 128, 192, 192, 128)
    assert all(width % 2 == 0 for width in scaled(0.03))
    with pytest.raises(BadRecipe, match=r"net.width must lie above 0 and be at most 4, not 0"):
        scaled(0)


def test_response_norm_is_torchs() -> None:
    maps = torch.randn(3, 12, 5, 4) * 20
    expected = torch.nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75)(maps)
    assert torch.allclose(ResponseNorm(12)(maps), expected, atol=1e-4)
    assert not list(ResponseNorm(12).state_dict())
