"""Weights that a net begins with: another run's, ImageNet's own detectors; and fewer labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import BadRecipe, RunBroken
from core.recipes.recipe import changed, of_kind
from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks import train
from core.tasks.classify.settings import ClassificationRecipe, Net
from core.tasks.classify.splits import make_splits
from core.tasks.classify.start import choose_net
from core.tasks.jigsaw.settings import JigsawRecipe
from core.training.take_weights import take_weights
from tests.core.tasks.jigsaw.conftest import QUICK as QUICK_PUZZLES


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path))


@pytest.fixture
def puzzled(tmp_path: Path) -> Run:
    """A net that has seen puzzles for two steps, with all channels of the branch."""
    run = Run(tmp_path / "puzzled")
    settings = {"net.width": 1.0, "length.steps": 2, "data.validation": 4}
    RunWriter(run).begin(changed(JigsawRecipe(), {**QUICK_PUZZLES, **settings}))
    assert train([run])
    return run


def test_a_branch_begins_where_puzzles_left_it(puzzled: Run) -> None:
    asked = Net(name="cfn-branch")
    model = choose_net(asked, seed=0, classes=5, init_from="puzzled", frozen=True).model
    other = choose_net(Net(name="cfn-branch"), seed=0, classes=5).model
    own, new = model.state_dict(), other.state_dict()
    differ = {key for key in own if not torch.equal(own[key], new[key])}
    assert differ == {key for key in own if key.startswith("body.")}


def test_a_run_goes_on_from_another_with_head_and_all(quick_run: Callable[..., Run]) -> None:
    first = quick_run("first", net__name="base-net")
    assert train([first])
    second = quick_run("second", net__name="base-net", init_from="first")
    assert train([second])
    assert second.finished().net.weights_from == "first"
    recipe = of_kind(second.recipe(), ClassificationRecipe)
    begun = choose_net(recipe.net, seed=0, classes=4, init_from=recipe.init_from).model  # type: ignore[attr-defined]
    assert set(take_weights(begun, "first")) == set(begun.state_dict())


def test_weights_that_do_not_fit(quick_run: Callable[..., Run], puzzled: Run) -> None:
    wide = choose_net(Net(name="cfn-branch", widths=(8, 8, 8, 8, 8)), seed=0, classes=3).model
    with pytest.raises(BadRecipe, match=r"do not fit this net: body.conv1.bias has another"):
        take_weights(wide, "puzzled")
    with pytest.raises(BadRecipe, match="no layer has the same name"):
        take_weights(torch.nn.Linear(2, 2), "puzzled")
    quick_run("unfinished")
    with pytest.raises(RunBroken, match="Train it to its end first"):
        take_weights(torch.nn.Linear(2, 2), "unfinished")


def test_the_last_layer_begins_as_imagenets_detectors() -> None:
    pytest.importorskip("efficientnet_lite_pytorch")
    from core.nets.efficientnet_lite0 import imagenet_rows

    asked = Net(name="efficientnet-lite0", head="linear", pretrained=True, rows=(310, 309))
    model = choose_net(asked, seed=0, classes=2).model
    weight, bias = imagenet_rows((310, 309))
    own = model.state_dict()
    assert torch.equal(own["head.2.weight"], weight)
    assert torch.equal(own["head.2.bias"], bias)


@pytest.mark.parametrize("rows", [(1,), (0, 1000), (1, 2, 3)])
def test_rows_that_cannot_be_taken(rows: tuple[int, ...]) -> None:
    pytest.importorskip("efficientnet_lite_pytorch")
    asked = Net(name="efficientnet-lite0", head="linear", pretrained=True, rows=rows)
    with pytest.raises(BadRecipe, match=r"net.rows needs 2 numbers from 0 to 999"):
        choose_net(asked, seed=0, classes=2)


@pytest.mark.parametrize(("share", "count"), [(1.0, 40), (0.5, 20), (0.1, 4)])
def test_a_share_of_the_labels(quick_run: Callable[..., Run], share: float, count: int) -> None:
    asked = quick_run("some", data__share=share, batch__size=4).recipe()
    assert isinstance(asked, ClassificationRecipe)
    splits = make_splits(asked)
    assert len(splits.chosen) == count
    assert len(splits.validation) == 16
    assert not set(splits.chosen) & set(splits.validation)
    assert len(np.unique(splits.train.labels[splits.chosen])) == 4


def test_no_label_at_all(quick_run: Callable[..., Run]) -> None:
    asked = quick_run("none", data__share=0.0).recipe()
    assert isinstance(asked, ClassificationRecipe)
    with pytest.raises(BadRecipe, match=r"data.share must lie above 0 and be at most 1, not 0.0"):
        make_splits(asked)
