"""Pair models: the closed form against densities written out, the report's layers, symmetry."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from core.errors import BadRecipe, UnknownName
from core.tasks.kinship import heads
from core.tasks.kinship.heads import joint_bayes
from core.tasks.kinship.heads._head import Shown, VectorInputs, score
from tests.core.tasks.kinship.made import made_features, made_people

WIDE = 6


def shown(seed: int = 0, *, weight: float = 1.0, likeness: float = 1.0) -> Shown:
    people = made_people(40)
    vectors = made_features(people, dimension=WIDE, likeness=likeness, seed=seed)
    return Shown(people, vectors, np.arange(160) < 120, weight)


def test_the_closed_form_is_the_ratio_of_two_normal_densities() -> None:
    head = heads.build("joint-bayes", blocks=(WIDE,), options={"rank": WIDE, "shrink": 0.1})
    seen = shown()
    head.fit([seen])
    moments = head._moments(seen)
    wide = WIDE
    spread = moments.spread + 0.1 * np.trace(moments.spread) / wide * np.eye(wide)
    rho, axes = joint_bayes._inherited(moments.spread, moments.kin, 0.1, wide)
    basis = axes.T @ spread  # of what is inherited, only the axes with a positive share count
    kin = basis.T @ np.diag(rho) @ basis
    together = np.block([[spread, kin], [kin, spread]])
    apart = np.block([[spread, 0 * kin], [0 * kin, spread]])
    pairs = np.random.default_rng(1).integers(0, 480, (20, 2))
    placed = head.standard.numpy(seen.vectors) - moments.mean
    both = np.concatenate([placed[pairs[:, 0]], placed[pairs[:, 1]]], 1)
    expected = [
        multivariate_normal.logpdf(x, cov=together) - multivariate_normal.logpdf(x, cov=apart)
        for x in both
    ]
    assert score(head, VectorInputs(seen.vectors), pairs) == pytest.approx(expected, abs=1e-3)


def test_nothing_is_learned_from_who_may_not_be_seen() -> None:
    seen = shown()
    changed = seen.vectors.copy()
    changed[~seen.members[seen.people.person_of]] = 7.0
    for name, options in (("joint-bayes", {"rank": 4}), ("products", {})):
        made = []
        for vectors in (seen.vectors, changed):
            head = heads.build(name, blocks=(WIDE,), options=options)
            head.fit([Shown(seen.people, vectors, seen.members)])
            made.append(head.state_dict())
        keys = [key for key in made[0] if not key.startswith("dense.")]
        assert keys
        assert all(torch.equal(made[0][key], made[1][key]) for key in keys)


def test_other_people_weigh_as_they_are_told() -> None:
    own, other = shown(0), shown(1)
    fitted = []
    for weight in (0.0, 1.0):
        head = heads.build("joint-bayes", blocks=(WIDE,), options={"rank": WIDE})
        mixed = [Shown(own.people, own.vectors, own.members, 1 - weight)]
        head.fit([*mixed, Shown(other.people, other.vectors, other.members, weight)])
        fitted.append(head)
    alone = heads.build("joint-bayes", blocks=(WIDE,), options={"rank": WIDE})
    alone.fit([own])
    assert torch.allclose(fitted[0].product, alone.product, atol=1e-4)
    assert not torch.allclose(fitted[1].product, alone.product, atol=1e-3)
    assert torch.equal(fitted[1].standard.mean, alone.standard.mean)


@pytest.mark.parametrize("name", heads.names())
def test_who_comes_first_does_not_matter(name: str) -> None:
    seen = shown()
    vectors = np.concatenate([seen.vectors, made_features(seen.people, dimension=5, seed=3)], 1)
    blocks, part = ((WIDE, 5), vectors) if name == "blend" else ((WIDE,), seen.vectors)
    options = {"rank": 4} if name in ("blend", "joint-bayes") else {}
    torch.manual_seed(0)
    head = heads.build(name, blocks=blocks, options=options)
    head.fit([Shown(seen.people, part, seen.members)])
    pairs = np.random.default_rng(0).integers(0, 480, (30, 2))
    there, back = (score(head, VectorInputs(part), p) for p in (pairs, pairs[:, ::-1].copy()))
    assert there == pytest.approx(back, abs=1e-5)
    assert there.std() > 1e-4


def test_a_blend_adds_cosines_at_the_scale_of_its_first() -> None:
    seen = shown()
    other = made_features(seen.people, dimension=5, seed=3)
    vectors = np.concatenate([seen.vectors, other], 1)
    head = heads.build("blend", blocks=(WIDE, 5), options={"rank": 4, "cosine": 0.5})
    head.fit([Shown(seen.people, vectors, seen.members)])
    pairs = np.random.default_rng(0).integers(0, 360, (3000, 2))
    first = score(head.first, VectorInputs(seen.vectors), pairs)
    added = score(head, VectorInputs(vectors), pairs) - first
    cosines = (other[pairs[:, 0]] * other[pairs[:, 1]]).sum(1)
    assert np.corrcoef(added, cosines)[0, 1] > 0.9999
    assert added.std() == pytest.approx(0.5 * first.std(), rel=0.15)


def test_the_reports_layers_have_its_sizes_and_start() -> None:
    options = {"layers": [100, 25], "dropout": 0.1, "start": "report", "l2": 1e-3}
    torch.manual_seed(0)
    head = heads.build("l1", blocks=(2048,), options=options)
    assert sum(p.numel() for p in head.parameters()) == 2048 * 100 + 100 + 100 * 25 + 25 + 25 + 1
    first = head.dense.hidden[0]
    assert float(first.weight.detach().mean()) == pytest.approx(0, abs=1e-3)
    assert float(first.weight.detach().std()) == pytest.approx(0.01, rel=0.02)
    assert float(first.bias.detach().mean()) == pytest.approx(0.5, abs=5e-3)
    squares = sum(float((layer.weight.detach() ** 2).sum()) for layer in head.dense.hidden)
    assert float(head.penalty().detach()) == pytest.approx(1e-3 * squares, rel=1e-5)
    plain = heads.build("l1", blocks=(8,), options={})
    assert plain.penalty() == 0
    a, b = torch.randn(5, 8), torch.randn(5, 8)
    expected = (a - b).abs() @ plain.dense.last.weight[0] + plain.dense.last.bias
    assert torch.allclose(plain.eval()(a, b), expected)


def test_unknown_heads_and_options_are_refused() -> None:
    with pytest.raises(UnknownName, match="joint-bayes"):
        heads.build("cosine", blocks=(4,), options={})
    with pytest.raises(BadRecipe, match="layers"):
        heads.build("l1", blocks=(4,), options={"depth": 2})
