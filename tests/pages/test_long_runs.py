"""A run of many frames: some come at once, the others in blocks where the playhead is."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import embedscope
from core.runs.run import Run
from embedscope.drawing import scripts as bundled
from embedscope.drawing import trajectory as module
from embedscope.drawing.lanes import BLOCK, LaneMaps, packed
from embedscope.drawing.trajectory import Trajectory, trajectory
from pages.serving import frames
from pages.shared.race_picture import race_picture

FRAMES, POINTS = 150, 12
LABELS = np.arange(POINTS) % 3


def place(step: int) -> np.ndarray:
    """Points that lie elsewhere at every step, most of their spread in two directions."""
    base = np.random.default_rng(0).normal(size=(POINTS, 3)) * [5, 2, 0.1]
    return base * (1 + 0.3 * np.sin(step / 7))


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Run, Trajectory]:
    monkeypatch.setattr(module, "MOST", 20)
    with embedscope.Run("long", probe=LABELS, folder=tmp_path) as run:
        for step in range(0, 10 * FRAMES, 10):
            run.embed(step, place(step))
    read = Run(run.path)
    made = trajectory(read)
    assert made is not None
    return read, made


def lane_of(content: bytes) -> tuple[dict[str, Any], np.ndarray]:
    """The first lane's head and its frames [f, n, 2], in the embedding's own units."""
    length = int(np.frombuffer(content[:4], "<u4")[0])
    head = json.loads(content[4 : 4 + length])
    lane, count = head["lanes"][0], head["count"]
    values = np.frombuffer(content[4 + length + 2 * count :], "<i2").reshape(-1, count, 2)
    return lane, values * np.array(lane["radius"])[:, None, None] / 32767


def asked(url: str, block: int) -> Any:
    key = url.rsplit("/", 1)[1]
    return frames.answer(SimpleNamespace(path_params={"key": key, "block": block}))


def test_all_steps_are_told_and_few_frames_travel(film: tuple[Run, Trajectory]) -> None:
    run, made = film
    assert len(made.steps) < 25
    data = race_picture({"long": run}, {"long": made}, {"long": {}}, name="long", total=0)
    lane, shown = lane_of(data)
    assert lane["every"] == list(range(0, 10 * FRAMES, 10))
    assert len(shown) == len(made.steps) == len(lane["steps"])
    alone = race_picture(
        {"long": run}, {"long": made}, {"long": {}}, name="long", total=0, alone=True
    )
    assert "every" not in lane_of(alone)[0]


def test_blocks_lie_in_the_plane_of_what_is_shown(film: tuple[Run, Trajectory]) -> None:
    run, made = film
    url = frames.frames_url(run, made, {640: 0.5})
    found: dict[int, np.ndarray] = {}
    for block in range(-(-FRAMES // BLOCK)):
        lane, planes = lane_of(asked(url, block).body)
        found |= dict(zip(lane["steps"], planes, strict=True))
        if 640 in lane["steps"]:
            assert lane["accuracy"][lane["steps"].index(640)] == 0.5
    assert sorted(found) == list(made.every)
    for step, plane in zip(made.steps, made.planes, strict=True):
        assert np.abs(found[step] - plane).max() < 1e-3
    exact = (place(70) - place(70).mean(0)) @ made.axes
    assert np.abs(found[70] - exact).max() < 0.02  # half precision on the disk


def test_what_is_not_there_is_not_found(
    film: tuple[Run, Trajectory], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, made = film
    url = frames.frames_url(run, made, {})
    assert asked(url, 99).status_code == 404
    assert asked("/frames/unknown", 0).status_code == 404
    (run.folder / "frames/000010.npy").unlink()
    assert asked(url, 0).status_code == 404
    monkeypatch.setattr(frames, "KEPT", 0)
    frames.frames_url(run, made, {})
    assert asked(url, 1).status_code == 404


PAGE = """<!doctype html><meta charset="utf-8"><style>%s</style><div id="place">%s</div>
<script type="module">%s
window.race = new RaceMaps(document.querySelector("#place"));
race.take(unpack(Uint8Array.from(atob("%s"), (one) => one.charCodeAt(0))));
</script>"""


@pytest.mark.browser
def test_the_slider_fetches_the_frames_where_it_is(page: Any) -> None:
    every = list(range(200))
    planes = np.stack([np.full((4, 2), 1.0 + step) * [[-1], [1], [0], [2]] for step in every])

    def lanes(steps: list[int], **more: Any) -> bytes:
        shown = planes[steps].astype(np.float32)
        lane = LaneMaps("a", "#0072b2", steps, shown, **more)
        return packed(
            [lane],
            np.zeros(4, np.int64),
            name="x",
            classes=["c"],
            colours=["#0072b2"],
            live=False,
            total=0,
        )

    came: list[str] = []

    def serve(route: Any) -> None:
        came.append(route.request.url)
        block = int(route.request.url.rsplit("/", 1)[1])
        route.fulfill(body=lanes(every[block * BLOCK : (block + 1) * BLOCK]))

    text = base64.b64encode(lanes([0, 100, 199], every=every, more="/frames/key")).decode()
    html = PAGE % (
        bundled.style(*bundled.RACE[:2]),
        bundled.markup(*bundled.RACE[:2]),
        bundled.scripts(*bundled.RACE[::2]),
        text,
    )
    page.route("**/frames/**", serve)
    page.route(
        "http://maps.test/", lambda route: route.fulfill(body=html, content_type="text/html")
    )
    page.goto("http://maps.test/")
    page.evaluate("race.seek(140)")
    page.wait_for_function("() => race.lanes[0].lane.steps.includes(140)")
    assert "http://maps.test/frames/key/2" in came
    radius = page.evaluate("race.lanes[0].lane.radius[race.lanes[0].lane.steps.indexOf(140)]")
    assert radius == pytest.approx(2 * 141)
    page.keyboard.press("Tab")
    page.evaluate("race.root.focus()")
    page.keyboard.press("ArrowRight")
    assert page.locator(".where").inner_text() == "step 141"
    page.wait_for_function("() => race.lanes[0].lane.steps.length > 2 * 64")
    assert len(came) == len(set(came)) < 4 + 1
