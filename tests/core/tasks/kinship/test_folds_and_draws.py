"""Folds do not leak, draws keep their share, and the judged pairs are the protocol's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadRecipe
from core.tasks.kinship.folds import family_folds, fold_of_people, person_folds, relations_among
from core.tasks.kinship.people import People, people_from
from core.tasks.kinship.protocol import judged_pairs
from core.tasks.kinship.sampler import Draws
from tests.core.tasks.kinship.made import made_people


@st.composite
def some_people(draw: st.DrawFn) -> People:
    """Two to nine families of one to six people, each pair of a family kin or not."""
    sizes = draw(st.lists(st.integers(1, 6), min_size=2, max_size=9))
    photos, relations = {}, []
    for family, size in enumerate(sizes):
        names = [f"F{family}/M{member}" for member in range(size)]
        photos |= {
            name: [f"{name}/{i}.jpg" for i in range(draw(st.integers(1, 3)))] for name in names
        }
        pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
        relations += [pair for pair in pairs if draw(st.booleans())]
    return people_from(photos, relations, source="drawn")


@settings(max_examples=60, deadline=None)
@given(people=some_people(), folds=st.integers(2, 5), seed=st.integers(0, 5))
def test_no_family_is_in_two_folds(people: People, folds: int, seed: int) -> None:
    related = len({people.family_of[a] for a, _ in people.relations})
    if related < folds:
        with pytest.raises(BadRecipe, match="folds"):
            family_folds(people, folds, seed=seed)
        return
    fold_of = family_folds(people, folds, seed=seed)
    for family in range(len(people.families)):
        assert len(set(fold_of[people.family_of == family])) == 1
    judged = [judged_relations(people, fold_of == fold) for fold in range(folds)]
    assert sum(map(len, judged)) == len(people.relations)
    assert all(judged)
    for fold in range(folds):
        train, test = fold_of != fold, fold_of == fold
        seen = set(people.family_of[people.relations[relations_among(people, train)]].ravel())
        asked = set(people.family_of[people.relations[relations_among(people, test)]].ravel())
        assert not seen & asked


def judged_relations(people: People, members: np.ndarray) -> list[int]:
    return relations_among(people, members).tolist()


def test_folds_judge_about_equally_many_pairs() -> None:
    people = people_from(
        {f"F{f}/M{m}": ["x"] for f in range(20) for m in range(2 + f % 5)},
        [(f"F{f}/M0", f"F{f}/M{m}") for f in range(20) for m in range(1, 2 + f % 5)],
        source="uneven",
    )
    fold_of = family_folds(people, 5, seed=3)
    counts = [len(relations_among(people, fold_of == fold)) for fold in range(5)]
    assert max(counts) - min(counts) <= 1


def test_the_reports_split_leaks_and_says_so() -> None:
    from core.tasks.kinship.folds import SPLITS

    people = made_people(30)
    fold_of = person_folds(people, 5, seed=0)
    assert np.bincount(fold_of).tolist() == [24] * 5
    split = [len(set(fold_of[people.family_of == family])) > 1 for family in range(30)]
    assert sum(split) > 20
    assert "leaks families" in SPLITS["people"]
    with pytest.raises(BadRecipe, match=r"data\.split"):
        fold_of_people(people, "photos", 5, seed=0)


@settings(max_examples=40, deadline=None)
@given(
    share=st.sampled_from([0.2, 0.5, 0.6]),
    within=st.sampled_from([0.0, 0.25]),
    seed=st.integers(0, 9),
    epoch=st.integers(0, 3),
)
def test_draws_keep_their_share_and_never_repeat_a_pair(
    share: float, within: float, seed: int, epoch: int
) -> None:
    people = made_people(40)
    members = family_folds(people, 4, seed=0) != 1
    draws = Draws(people, members, batch=20, share=share, within=within, steps=3, seed=seed)
    drawn = draws.epoch(epoch)
    assert drawn.kin.reshape(3, 20).sum(axis=1).tolist() == [20 * share] * 3
    pairs = [tuple(sorted(pair)) for pair in drawn.pairs.tolist()]
    assert len(set(pairs)) == len(pairs) == 60
    assert [pair in people.kin for pair in pairs] == drawn.kin.tolist()
    assert members[drawn.pairs].all()
    same = people.family_of[drawn.pairs[:, 0]] == people.family_of[drawn.pairs[:, 1]]
    assert (same & ~drawn.kin).sum() == 3 * round(20 * (1 - share) * within)
    assert (people.person_of[drawn.photos] == drawn.pairs).all()


def test_epochs_are_a_function_of_seed_and_number() -> None:
    people = made_people(20)
    first, same, other = (
        Draws(people, np.ones(80, bool), batch=10, seed=seed).epoch(2) for seed in (1, 1, 2)
    )
    assert np.array_equal(first.photos, same.photos)
    assert not np.array_equal(first.photos, other.photos)
    later = Draws(people, np.ones(80, bool), batch=10, seed=1).epoch(3)
    assert not np.array_equal(first.photos, later.photos)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"steps": 100}, "each once an epoch"),
        ({"batch": 1000}, "smaller"),
        ({"share": 1.0}, "make it larger"),
        ({"batch": 2, "share": 0.1}, "make it larger"),
        ({"within": 1.0, "steps": 8}, "within families"),
    ],
)
def test_impossible_draws_are_refused(settings: dict[str, float], words: str) -> None:
    people = made_people(20)
    with pytest.raises(BadRecipe, match=words):
        Draws(people, np.ones(80, bool), **{"batch": 10, **settings})


def test_the_judged_pairs_follow_the_protocol() -> None:
    people = made_people(30)
    members = family_folds(people, 5, seed=0) == 2
    judged = judged_pairs(people, members, seed=0)
    pairs = people.person_of[judged.photos]
    assert members[pairs].all()
    for pair, families, kin, sort in zip(
        pairs, judged.families, judged.kin, judged.sort, strict=True
    ):
        assert (tuple(sorted(pair.tolist())) in people.kin) == kin == (sort == "kin")
        assert (families[0] == families[1]) == (sort != "far")
    counts = dict(zip(*np.unique(judged.sort, return_counts=True), strict=True))
    assert counts["kin"] == counts["far"] == len(relations_among(people, members))
    assert counts["near"] == 6
    assert len({tuple(sorted(pair)) for pair in pairs.tolist()}) == len(pairs)
    again = judged_pairs(people, members, seed=0)
    assert np.array_equal(judged.photos, again.photos)
    assert not np.array_equal(judged.photos, judged_pairs(people, members, seed=1).photos)
