"""The diagnosis of runs that went wrong for a known cause."""

from __future__ import annotations

from collections import Counter

from core.studies.judged_diagnosis import (
    DATA,
    LARGER,
    MADE,
    SMALLER,
    UNKNOWN,
    judged_made,
    judged_real,
    precision_and_recall,
    told,
    trained,
)


def test_of_two_hundred_made_histories_nearly_all_are_told_apart() -> None:
    found = judged_made()
    assert sum(found.values()) == MADE >= 200
    for cause, (precision, recall) in precision_and_recall(found).items():
        assert precision.value >= 0.9, (cause, found)
        assert recall.value >= 0.9, (cause, found)


def test_thirty_real_trainings_are_told_apart() -> None:
    found = judged_real()
    assert sum(found.values()) == 30
    assert all(was == said for was, said in found), found
    assert told(trained(1e-6, 0)) == UNKNOWN


def test_precision_and_recall_count_what_they_say() -> None:
    found = Counter({(LARGER, LARGER): 8, (LARGER, DATA): 2, (DATA, DATA): 5, (SMALLER, DATA): 3})
    shares = precision_and_recall(found)
    assert list(shares) == [LARGER, SMALLER, DATA]
    assert [each.value for each in shares[LARGER]] == [1.0, 0.8]
    assert [each.value for each in shares[DATA]] == [0.5, 1.0]
    assert shares[SMALLER][0].value is None
    assert shares[SMALLER][1].value == 0.0
