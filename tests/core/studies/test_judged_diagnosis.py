"""The diagnosis of runs whose end is known."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from core.studies.judged_diagnosis import (
    BARE,
    CAUSES,
    COLLAPSED,
    DATA,
    LARGER,
    LEARNED,
    MADE,
    SMALLER,
    UNKNOWN,
    in_verdict,
    judged_made,
    judged_real,
    judged_shipped,
    judged_simulated,
    precision_and_recall,
    rows,
)
from core.studies.real_runs import independence
from core.studies.simulated_runs import FALLS, SLOW, STILL, WILD, Bowl, said_by_the_bowl


def test_curves_drawn_as_the_rules_were_written_are_nearly_all_told_apart() -> None:
    found = judged_made()
    assert sum(found.values()) == MADE >= 200
    for cause, (precision, recall) in precision_and_recall(found).items():
        assert precision.value >= 0.9, (cause, found)
        assert recall.value >= 0.9, (cause, found)


def test_of_simulated_runs_no_fast_fall_is_called_a_jump_and_no_climb_a_standstill() -> None:
    found = judged_simulated(80)
    wild = sum(n for (was, _), n in found.items() if was == SMALLER)
    falls = sum(n for (was, _), n in found.items() if was == DATA)
    assert wild >= 4 <= falls
    assert found[SMALLER, SMALLER] >= 0.8 * wild, found
    assert found[DATA, SMALLER] <= 0.1 * falls, found
    assert found[BARE, LEARNED] == 0, found


def test_the_bowl_says_what_is_wrong_with_a_rate() -> None:
    made = Bowl(np.array([1.0, 0.1]), np.array([1.0, 1.0]), floor=0.2, noise=0.0, held=1e3)
    assert [said_by_the_bowl(made, rate, 50) for rate in (0.5, 1e-4, 2.5)] == [FALLS, SLOW, WILD]
    flat = Bowl(np.zeros(2), made.start, floor=0.2, noise=0.0, held=1e3)
    assert said_by_the_bowl(flat, 0.5, 50) == STILL


def test_real_trainings_are_told_apart() -> None:
    found = judged_real(seeds=1)
    assert sum(found.values()) == 4
    assert found[SMALLER, SMALLER] == found[LEARNED, LEARNED] == found[DATA, DATA] == 1, found


def test_shipped_runs_are_told_as_is_known_of_them_from_elsewhere() -> None:
    found = judged_shipped()
    if not found:
        pytest.skip("no shipped run is here")
    assert found[COLLAPSED, COLLAPSED] == 3
    assert found[LARGER, LARGER] == 2
    assert all(was == said for was, said in found), found


def test_a_table_that_chance_fills_is_told_from_one_that_knows() -> None:
    assert independence(np.full((3, 3), 40)) == 1
    assert independence(np.eye(3, dtype=int) * 40 + 10) < 1e-6
    assert independence(np.array([[50, 0], [50, 0]])) == 1


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("Collapsed at step 3: one point. Try semi-hard mining.", COLLAPSED),
        ("Diverged: the loss is no longer a number.", SMALLER),
        ("Over-fits: the validation loss rises.", LEARNED),
        ("Learned nothing: try a learning rate ten times larger, or more steps.", LARGER),
        ("Learned next to nothing: try a learning rate ten times smaller.", SMALLER),
        ("Learned nothing that shows: no more.", BARE),
    ],
)
def test_a_verdict_names_a_cause(said: str, cause: str) -> None:
    assert in_verdict(said) == cause


def test_precision_and_recall_count_what_they_say() -> None:
    found = Counter({(LARGER, LARGER): 8, (LARGER, DATA): 2, (DATA, DATA): 5, (SMALLER, DATA): 3})
    shares = precision_and_recall(found)
    assert list(shares) == [LARGER, SMALLER, DATA]
    assert [each.value for each in shares[LARGER]] == [1.0, 0.8]
    assert [each.value for each in shares[DATA]] == [0.5, 1.0]
    assert shares[SMALLER][0].value is None
    assert shares[SMALLER][1].value == 0.0
    assert UNKNOWN in CAUSES


def test_what_is_kept_has_every_kind() -> None:
    kinds = {kind for kind, *_ in rows()}
    assert kinds == {"made", "simulated", "real", "shipped"}
