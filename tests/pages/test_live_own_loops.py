"""Live: loops of people's own in a list, and watched side by side while they are written."""

from __future__ import annotations

import numpy as np
import pytest

import embedscope
from tests.pages.screen import component, components, open_screen, texts

LABELS = np.repeat([0, 1, 2], 20)


def frame(step: int, *, spread: float = 1.0) -> np.ndarray:
    draw = np.random.default_rng(step)
    return (np.eye(3)[LABELS] * 4 + draw.normal(size=(60, 3))) * spread


@pytest.fixture
def loops(folders):
    """Three that the same images are watched in: one learns, one collapses, one is under way."""
    for name in ("learns", "collapses"):
        with embedscope.Run(name, probe=(np.zeros((60, 8, 8), np.uint8), LABELS)) as run:
            for step in range(0, 300, 10):
                fallen = name == "collapses" and step >= 100
                run.log(step, loss=0.2 if fallen else 0.2 * np.exp(-step / 100), margin=0.2, lr=0.1)
                run.embed(step, frame(step, spread=0.001 if fallen else 1.0))
    open_run = embedscope.Run("open", probe=LABELS)
    open_run.log(0, loss=1.0)
    open_run.embed(0, frame(0))
    yield open_run
    open_run.close()


def test_own_loops_are_listed_the_newest_first(loops):
    said = texts(open_screen("live"))
    assert "Your own loops" in said
    assert said.index(">open<") < said.index(">collapses<") < said.index(">learns<")
    assert "under way" in said
    assert "live?runs=open" in said


def test_without_one_the_three_lines_are_shown(folders):
    page = open_screen("live")
    assert "None yet. Any training loop" in texts(page)
    assert "embedscope.Run(" in page.code[0].value


def test_runs_of_the_same_images_are_watched_in_one_picture(loops):
    page = open_screen("live", runs="learns,collapses")
    assert not page.exception
    assert len(component(page, "race_maps").bytes) > 60 * 2 * 2 * 30 * 2
    said = texts(page)
    assert "**Collapsed.** Since step 100 all images lie at one point" in said
    assert "**What helps.** Semi-hard mining" in said
    assert "Learned: k-NN accuracy" in said


def test_runs_of_other_images_have_a_picture_each(loops):
    with embedscope.Run("other", probe=np.arange(30) % 2) as run:
        run.embed(0, np.random.default_rng(0).normal(size=(30, 2)))
    page = open_screen("live", runs="learns,other")
    assert len(components(page, "race_maps")) == 2
    assert "Learned: k-NN accuracy" in texts(page)


def test_a_run_that_is_gone_is_told(loops):
    assert "Not on this machine, or without frames: gone." in texts(
        open_screen("live", runs="gone")
    )


def test_a_shipped_race_can_be_watched(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path))
    page = open_screen("live", runs="race-batch-hard,race-semi-hard")
    assert not page.exception
    assert "**Collapsed.**" in texts(page)
    assert len(page.warning) == 1  # semi-hard learns, from a small start
