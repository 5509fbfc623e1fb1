"""Lists of pairs as people bring them."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import BadPairs
from core.verification.listed import listed_pairs

NAMES = ["anna/1.jpg", "anna/2.jpg", "ben/1.jpg", "ben/3.jpg"]
GROUPS = np.array([0, 0, 1, -1])


@pytest.mark.parametrize(
    "text",
    [
        "left,right,same\n0,1,1\n0,2,0\n\n1,3,0\n",
        "\ufeffLeft;Right;Same\r\n0;1;yes\r\n0;2;no\r\n1;3;False\r\n",
        "p1\tfold\tp2\tis_related\n0\tx\t1\t1.0\nanna/1.jpg\tx\tben/1.jpg\t0\n2.jpg\ty\t3.jpg\t0\n",
        'label,file1,file2\ntrue,"anna/1.jpg", anna/2.jpg\n-1,0,ben/1.jpg\n0,2.jpg,3.jpg\n',
    ],
)
def test_names_numbers_and_separators(text: str) -> None:
    pairs = listed_pairs(text, names=NAMES, groups=GROUPS)
    assert pairs.left.tolist() == [0, 0, 1]
    assert pairs.right.tolist() == [1, 2, 3]
    assert pairs.same.tolist() == [True, False, False]
    assert pairs.groups.tolist() == [[0, 0], [0, 1], [0, -4]]  # who is not known is alone
    assert pairs.whole == (1, 2)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("left,right\n0,1\n", "no column “same”; it has: left, right"),
        ("0,1,1\n0,2,0\n", "no column “left”"),
        ("left,right,same\n", "No pair is listed"),
        ("left,right,same\n0,1,1\n", "All 1 pairs of the list are the same"),
        ("left,right,same\n0,1,0\n1,2,0\n", "All 2 pairs of the list are different"),
        ("left,right,same\n0,1,1\n0,9,0\n", "Line 3 .*'9' is not a name .* below 4"),
        ("left,right,same\n0,1.jpg,1\n", "Line 2 .*'1.jpg' is not a name"),  # two are called so
        ("left,right,same\n0,1,maybe\n", "Line 2 .*'maybe' is neither 1 nor 0"),
        ("left,right,same\n0,1\n", "Line 2 .*too few"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, says: str) -> None:
    with pytest.raises(BadPairs, match=says):
        listed_pairs(text, names=NAMES, groups=GROUPS)


def test_points_without_names_have_numbers() -> None:
    with pytest.raises(BadPairs, match="a row number from 0 to 3"):
        listed_pairs("left,right,same\nanna,1,1\n", names=None, groups=GROUPS)


def test_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.verification.listed.MOST", 2)
    text = "left,right,same\n" + "0,1,1\n0,2,0\n" * 2
    with pytest.raises(BadPairs, match="more than 2 pairs"):
        listed_pairs(text, names=NAMES, groups=GROUPS)


def test_pairs_of_pictures_that_are_left_out_are_left_out() -> None:
    text = "left,right,same\n0,1,1\n0,2,0\n1,3,0\n"
    fits = np.array([True, True, True, False])
    pairs = listed_pairs(text, names=NAMES, groups=GROUPS, fits=fits)
    assert (pairs.left.tolist(), pairs.right.tolist()) == ([0, 0], [1, 2])
    with pytest.raises(BadPairs, match="are the same"):
        listed_pairs(text, names=NAMES, groups=GROUPS, fits=np.array([True, True, False, False]))
