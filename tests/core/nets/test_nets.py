"""The registry of nets, and the parameter counts that the report's layer tables give."""

from __future__ import annotations

import json
import re

import pytest
import torch

from core import nets
from core.__main__ import main
from core.errors import BadRecipe, UnknownName


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
        ("resnet9", 25, 4_217_561),
    ],
)
def test_parameter_counts_are_the_reports(name: str, dimension: int, expected: int) -> None:
    with torch.device("meta"):
        assert nets.parameters(nets.build(name, dimension=dimension)) == expected


@pytest.mark.parametrize("where", nets.BATCH_NORMS)
def test_batch_norm_adds_its_two_for_each_channel(where: str) -> None:
    variant = nets.Variant(batch_norm=where)
    with torch.device("meta"):
        net = nets.build("deeper-2", dimension=25, variant=variant)
        assert nets.parameters(net) == 3_670_101
        assert nets.parameters(nets.build("deeper-1", dimension=25, variant=variant)) == 582_145


def variants(name: str) -> list[nets.Variant]:
    """As its file states it, and with each head and place of batch norm that one may choose."""
    found = [nets.Variant()]
    if nets.may_choose(name, "head"):
        found += [nets.Variant(head=head) for head in nets.HEADS]
    if nets.may_choose(name, "batch_norm"):
        found += [nets.Variant(batch_norm=where) for where in nets.BATCH_NORMS]
    return found


@pytest.mark.parametrize("name", nets.names())
def test_named_layers_have_the_shapes_they_state(name: str) -> None:
    for variant in variants(name):
        seen: dict[str, tuple[int, ...]] = {}
        net = nets.build(name, dimension=3, variant=variant).eval()
        for title, path, _ in nets.layers(name, variant):
            net.get_submodule(path).register_forward_hook(
                lambda _m, _i, out, title=title, seen=seen: seen.update({title: out.shape[1:]})
            )
        net(torch.zeros(1, *nets.input_shape(name)))
        stated = {title: shape for title, _, shape in nets.layers(name, variant)}
        assert stated, f"core/nets/{name}.py names no LAYERS"
        assert seen == stated, variant


def test_what_a_net_does_not_offer_is_refused_by_name() -> None:
    with pytest.raises(BadRecipe, match=r"net.head of light .* efficientnet-lite0, resnet50"):
        nets.build("light", dimension=2, variant=nets.Variant(head="dense"))
    with pytest.raises(BadRecipe, match=r"net.batch_norm of small .* deeper-1, deeper-2"):
        nets.build("small", dimension=2, variant=nets.Variant(batch_norm="after"))
    with pytest.raises(UnknownName, match="conv, dense, linear"):
        nets.build("resnet50", dimension=2, variant=nets.Variant(head="round"))
    with pytest.raises(UnknownName, match="after, before"):
        nets.build("deeper-1", dimension=2, variant=nets.Variant(batch_norm="between"))


def test_a_variant_is_told_in_words() -> None:
    assert nets.title("light") == "LightModel"
    assert nets.title("resnet50", nets.Variant(head="conv")) == "ResNet-50 with a conv head"
    after = nets.Variant(batch_norm="after")
    assert nets.title("deeper-2", after) == "Deeper 2, batch norm after the ReLU"


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


def test_command_lists_nets_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nets", "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["light"] == {
        "name": "light",
        "title": "LightModel",
        "input_shape": [1, 28, 28],
        "parameters": 12_546,
        "outputs": [{"name": "2 dimensions", "dimension": 2, "parameters": 12_546}],
    }
    counted = {
        name: {each["name"]: each["parameters"] for each in row["outputs"]}
        for name, row in rows.items()
    }
    fine = "25 classes of CIFAR-100"
    assert counted["simple-cnn"] == {"10 digits": 813_802}
    assert counted["alexnet-small"] == {"10 classes of CIFAR-10": 6_199_498}
    assert counted["base-net"] == {fine: 24_197}
    assert counted["deeper-1"] == {fine: 581_365}
    assert counted["deeper-2"] == {fine: 3_667_841, f"{fine}, batch norm": 3_670_101}
    assert counted["cfn-branch"] == {
        "100 classes of CIFAR-100": 2_564_580,
        "81 classes of Fruits-360": 2_520_785,
    }
    assert rows["deeper-2"]["outputs"][1]["batch_norm"] == "before"


def test_command_counts_at_a_dimension_that_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["nets", "--dimension", "3"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "15,747" in lines["light"]
    assert lines["light"].endswith("3 outputs")


@pytest.mark.parametrize("name", nets.names())
def test_what_a_net_says_of_its_size_is_what_is_counted(name: str) -> None:
    with torch.device("meta"):
        counted = {
            nets.parameters(nets.build(name, dimension=each.dimension, variant=each.variant))
            for each in nets.outputs(name)
        }
    said = re.findall(r"\d+(?:,\d{3})+", nets.entry(name).summary)
    assert {int(each.replace(",", "")) for each in said} <= counted
