"""Frames become pictures that hold still: one plane for all, and every frame exact."""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.runs.run import Run
from core.runs.writer import RunWriter
from core.tasks.embed.settings import EmbeddingRecipe
from embedscope.drawing.lanes import FULL, LaneMaps, packed
from embedscope.drawing.trajectory import trajectory


@pytest.fixture
def run(tmp_path):
    made = Run(tmp_path / "lane")
    RunWriter(made).begin(EmbeddingRecipe())
    return made


def write(run, step, points):
    RunWriter(run).frame(step, points.astype(np.float32))


def test_no_frame_no_film(run):
    assert trajectory(run) is None


def test_two_dimensions_stay_as_they_are_but_for_their_centre(run):
    points = np.random.default_rng(0).normal(size=(50, 2)) + 100
    write(run, 0, points)
    shown = trajectory(run)
    np.testing.assert_allclose(shown.planes[0], points - points.mean(0), atol=1e-4)
    assert shown.share == 1


def test_only_new_frames_are_read(run):
    for step in (0, 5):
        write(run, step, np.eye(4, 2) * step)
    first = trajectory(run)
    assert trajectory(run, first) is first
    write(run, 10, np.eye(4, 2))
    (run.folder / "frames/000000.npy").write_bytes(b"not an array any more")
    later = trajectory(run, first)
    assert later.steps == (0, 5, 10)
    np.testing.assert_array_equal(later.planes[:2], first.planes)


def test_many_dimensions_keep_their_plane_when_a_frame_comes(run):
    draw = np.random.default_rng(1)
    points = (
        draw.normal(size=(400, 6)) * [9, 5, 1, 1, 1, 1] @ np.linalg.qr(draw.normal(size=(6, 6)))[0]
    )
    write(run, 0, points)
    first = trajectory(run)
    write(run, 5, points + 0.1 * draw.normal(size=points.shape))
    later = trajectory(run, first)
    assert first.share > 0.9
    assert np.abs(later.planes[0] - first.planes[0]).max() < 0.5  # neither turned nor mirrored
    assert np.abs(later.planes[1] - later.planes[0]).max() < 1.0


def test_a_diverged_frame_is_drawn_without_the_points_that_are_no_numbers(run):
    points = np.ones((10, 3)) * np.arange(10)[:, None]
    points[0] = np.nan
    write(run, 0, points)
    write(run, 5, points * np.nan)
    shown = trajectory(run)
    assert np.isfinite(shown.planes[0, 1:]).all()
    assert np.isnan(shown.planes[1]).all()
    assert unpack(packed_lane(shown.steps, shown.planes))[2][0, 0, 0] == -FULL - 1


def packed_lane(steps, planes, **more):
    count = planes.shape[1]
    asked = {"name": "r", "classes": ["a"], "colours": ["#000000"], "live": False, "total": 5}
    lanes = [LaneMaps("a", "#123456", steps, planes, {0: 0.5})]
    return packed(lanes, np.zeros(count, np.int64), **{**asked, **more})


def unpack(data):
    """As race.js reads it."""
    length = int(np.frombuffer(data, "<u4", 1)[0])
    assert length % 4 == 0
    head = json.loads(data[4 : 4 + length])
    whole = np.frombuffer(data, "<i2", offset=4 + length)
    lane = head["lanes"][0]
    frames = whole[head["count"] :].reshape(len(lane["steps"]), head["count"], 2)
    return head, whole[: head["count"]], frames


def test_a_frame_that_shrank_a_thousandfold_is_as_exact_as_the_first():
    first = np.random.default_rng(2).normal(size=(200, 2)).astype(np.float32)
    planes = np.stack([first, first / 1000])
    head, labels, frames = unpack(packed_lane((0, 5), planes))
    lane = head["lanes"][0]
    assert (labels == 0).all()
    assert lane["accuracy"] == [0.5, None]
    for i, plane in enumerate(planes):
        shown = frames[i] / FULL * lane["radius"][i]
        np.testing.assert_allclose(shown, plane, atol=lane["radius"][i] / FULL)
    assert lane["extent"][1] == pytest.approx(lane["extent"][0] / 1000, rel=1e-3)
