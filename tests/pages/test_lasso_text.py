"""A lasso in an address: what is written can be read, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from pages.components.lasso_text import CORNERS, RINGS, is_lasso, lasso_text

RING = "a0_1_2_3.5_-4_5e-7_6"


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e6])
def test_what_is_written_can_be_read_to_a_thousandth_of_its_size(size):
    line = size * np.random.default_rng(0).normal(size=(20, 2))
    text = lasso_text(line)
    assert is_lasso(text)
    read = np.array(text.split("_")[1:], float).reshape(-1, 2)
    assert np.abs(read - line).max() < np.ptp(line, axis=0).max() / 1000
    assert len(text) < 20 * 2 * 14


@pytest.mark.parametrize("text", [RING, f"{RING}~r3_1_2_3_4_5_6", "~".join([RING] * RINGS)])
def test_rings_are_read(text):
    assert is_lasso(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "a0_1_2_3_4",
        "a0_1_2_3_4_5",
        "a4_1_2_3_4_5_6",
        "a0_1_2_3_4_5_nan",
        "a0_1_2_3_4_5_1..2",
        f"{RING}~",
        "~".join([RING] * (RINGS + 1)),
        "_".join(["a0", *["1"] * (2 * CORNERS + 4)]),
        f"{RING}\n",
    ],
)
def test_anything_else_is_not(text):
    assert not is_lasso(text)
