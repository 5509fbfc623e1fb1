"""End to end: a tiny face net learns with the pair model on top of it, resumes, and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from torch import nn

from core import tasks
from core.errors import BadRecipe
from core.faces import encoders
from core.inference.kinship import loaded
from core.runs.run import Run
from core.tasks.kinship import task as kin_task
from core.tasks.kinship.heads import build
from core.tasks.kinship.heads._head import score
from core.tasks.kinship.heads._siamese import CropInputs, Siamese

EDGE, NUMBERS = 8, 12
MakeRun = Callable[..., Run]


def tiny_net(name: str = "", path: object = None) -> nn.Module:
    torch.manual_seed(5)
    return nn.Sequential(nn.Flatten(), nn.Linear(3 * EDGE * EDGE, NUMBERS))


@pytest.fixture
def tiny(families: Any, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """A net of one layer instead of dlib's, and made crops: uint8 [360, 8, 8, 3]."""
    crops = np.random.default_rng(0).integers(0, 256, (360, EDGE, EDGE, 3), np.uint8)
    monkeypatch.setattr(encoders, "net", tiny_net)
    monkeypatch.setattr(kin_task, "crops_of", lambda *_, **__: crops)
    return crops


TWO_STEPS = {
    "faces__fine_tune": True,
    "draw__steps": 2,
    "length__epochs": 1,
    "optimiser__lr": 1e-4,
}


@pytest.mark.parametrize("head", [{"name": "l1"}, {"name": "joint-bayes", "options": {"rank": 4}}])
def test_two_steps_move_the_net_and_the_head(
    kin_run: MakeRun, tiny: np.ndarray, head: dict[str, Any]
) -> None:
    run = kin_run("tuned", head=head, **TWO_STEPS)
    assert tasks.train([run])
    kept = load_file(run.folder / "model.safetensors")
    models = run.finished().pairs.head.models
    assert len(models) == 3
    began = tiny_net().state_dict()["1.weight"].numpy()
    for name in models:
        moved = np.abs(kept[f"{name}.net.1.weight"].astype(np.float32) - began)
        assert 0 < moved.max() < 0.01
    assert np.isfinite(run.history()["loss"]).all()


def test_stopped_and_resumed_equals_undisturbed(kin_run: MakeRun, tiny: np.ndarray) -> None:
    whole, stopped = kin_run("whole", **TWO_STEPS), kin_run("stopped", **TWO_STEPS)
    tasks.train([whole])
    calls = iter([False, True])
    assert not tasks.train([stopped], stop=lambda: next(calls))
    tasks.train([stopped])
    mine, other = (load_file(run.folder / "model.safetensors") for run in (whole, stopped))
    assert all(np.array_equal(mine[key], other[key]) for key in mine)


def test_a_face_is_seen_in_a_mirror_too(tiny: np.ndarray) -> None:
    head = build("l1", blocks=(NUMBERS,), options={})
    siamese = Siamese(tiny_net(), head, mirror=True)
    pairs = np.array([[0, 1], [2, 3]])
    plain = score(siamese, CropInputs(tiny), pairs)
    mirrored = score(siamese, CropInputs(np.ascontiguousarray(tiny[:, :, ::-1])), pairs)
    assert plain == pytest.approx(mirrored, abs=1e-4)
    assert plain != pytest.approx(score(siamese, CropInputs(tiny), pairs[:, ::-1] + 1), abs=1e-4)


def test_a_tuned_run_answers_with_its_own_nets(
    kin_run: MakeRun, tiny: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = kin_run("tuned", faces__mirror=False, **TWO_STEPS)
    tasks.train([run])
    known = encoders.Encoder(
        "dlib-wide", EDGE, NUMBERS, False, np.zeros((5, 2), np.float32), "made", lambda crops: crops
    )
    monkeypatch.setattr(loaded.encoders, "net", tiny_net)
    seeing, heads, parts = loaded.loaded(run, (known,), run.recipe())
    assert len(seeing) == len(heads) == len(parts) == 3
    vectors = [each.encode(tiny[:2]) for each in seeing]
    assert not np.allclose(vectors[0], vectors[1], atol=1e-6)
    assert [part.stop - part.start for part in parts] == [NUMBERS] * 3


def test_one_encoder_is_trained_at_a_time(kin_run: MakeRun) -> None:
    run = kin_run("two", **{**TWO_STEPS, "faces__encoders": ["dlib-wide", "arcface"]})
    with pytest.raises(BadRecipe, match="one encoder, not 2"):
        tasks.train([run])


def test_dlibs_net_learns_as_it_is() -> None:
    net = encoders.net("dlib-wide")
    crops = torch.rand(2, 3, 150, 150) * 255
    vectors = net(crops)
    assert vectors.shape == (2, 1152)
    narrow = encoders.net("dlib-resnet")(crops)
    assert torch.allclose(vectors[:, :128], narrow, atol=1e-5)
    vectors[:, 128:].sum().backward()
    assert net.net.stem.weight.grad.abs().sum() > 0
