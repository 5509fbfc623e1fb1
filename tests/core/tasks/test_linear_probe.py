"""The task "linear-probe": which layer it reads, and what it says where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import UnknownName
from core.recipes.recipe import recipe_from_text
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks import train

BACKBONE = (
    "{task: classify, net: {name: base-net}, data: {name: digits}, batch: {size: 16}, "
    "length: {epochs: null, steps: 2}, probe: {size: 20, frames: 1}}"
)


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Run:
    run = Run(tmp_path_factory.mktemp("probed") / "backbone")
    RunWriter(run).begin(recipe_from_text(BACKBONE))
    assert train([run])
    return run


def probed(folder: Path, backbone: Run, layer: str | None) -> Run:
    run = Run(folder / "probe")
    text = (
        f"{{task: linear-probe, backbone: '{backbone.folder}', data: {{name: digits}}, "
        f"layer: {layer or 'null'}, "
        "batch: {size: 32}, length: {epochs: 1, steps: null}, probe: {size: 20, frames: 1}}"
    )
    RunWriter(run).begin(recipe_from_text(text))
    assert train([run])
    return run


@pytest.mark.parametrize("layer", [None, "conv-1", "pixels"])
def test_it_reads_the_layer_that_it_is_asked_for(
    tmp_path: Path, backbone: Run, layer: str | None
) -> None:
    from core.data import load
    from core.diagnosis.linear_probe import layer_features
    from core.runs.layers import module_path
    from core.training.embed import load_model
    from core.training.pixels import Pixels

    card = probed(tmp_path, backbone, layer).finished()
    assert card.probe is not None
    assert (card.probe.layer, card.net) == (layer, None)
    path = None if layer == "pixels" else module_path(backbone, layer or "penultimate")
    images = load("digits", "test").images[:2]
    features, _ = layer_features(
        load_model(backbone), path, images, Pixels.of_card(backbone.finished())
    )
    assert card.probe.features == features.shape[1]


def test_a_layer_that_the_net_does_not_name(tmp_path: Path, backbone: Run) -> None:
    with pytest.raises(UnknownName, match=r"layer.*conv-1"):
        probed(tmp_path, backbone, "conv-99")
