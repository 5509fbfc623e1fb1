"""Maps of very many points: the share that is drawn, what is under the pointer, what is served."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from core.embeddings import EmbeddingSetWriter, write_map
from core.embeddings.parts import LARGE, PART, Order, Span
from embedscope.drawing import scripts as bundled
from pages.components.point_map import _drawn
from pages.serving.embedding_sets import answer
from tests.core.embeddings.test_parts import decoded

COUNT = 300_000
PAGE = """<!doctype html><meta charset="utf-8"><style>%s</style>
<div class="plots"><div class="stage" style="width: 640px; height: 480px"></div></div>
<script type="module">%s
const order = new Order(%d, %s);
const points = normalised(await fetchArray("/points.npy"), null, order);
const colours = [0, 1, 2].map((_, i) => ["#0072b2", "#d55e00", "#009e73"][i]);
const values = Int16Array.from({ length: order.count }, (_, row) => row %% 3);
const skin = new Skin(order);
skin.paint(coloured({ kind: "class", values, colours }, order));
skin.mark(new Uint8Array(order.count).fill(PLAIN));
const plot = new Plot(document.querySelector(".stage"), skin);
plot.show(points);
plot.draw();
Object.assign(window, { plot, painter, drawWhole });
</script>"""
# What nobody hurries: every point looked at.
BRUTE = """([x, y]) => {
  const screen = plot.placed(new Float64Array(2 * plot.count), 0, plot.count);
  let [best, away] = [null, 14 ** 2];
  for (let slot = 0; slot < plot.count; slot += 1) {
    const far = (screen[2 * slot] - x) ** 2 + (screen[2 * slot + 1] - y) ** 2;
    const row = plot.skin.order.row(slot);
    if (far < away || (far === away && best !== null && row < best)) [best, away] = [row, far];
  }
  return best;
}"""
INK = """() => {
  const canvas = document.querySelector("canvas.points");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let ink = 0;
  for (let at = 3; at < data.length; at += 4) ink += data[at] / 255;
  return ink;
}"""

# A machine that draws so many points a millisecond, after two for whatever else.
PACED = """(rate) => {
  const pace = new Pace(250000);
  for (let i = 0; i < 60; i += 1) pace.took(pace.points, 2 + pace.points / rate);
  return [pace.points, QUICK, FEWEST];
}"""


@pytest.fixture
def many(page):
    """A page with one map of three islands and a few points far away."""
    random = np.random.default_rng(0)
    centres = np.array([[0, 0], [6, 1], [2, 7]])
    points = centres[np.arange(COUNT) % 3] + random.normal(size=(COUNT, 2))
    points[:5] = random.normal(0, 200, (5, 2))
    points[7] = np.nan
    file = io.BytesIO()
    np.save(file, points.astype(np.float32))
    text = bundled.scripts("point_map", ("lasso", "kept", "hand", "pane"))
    html = PAGE % (
        bundled.style("point_map", "map"),
        text,
        COUNT,
        json.dumps(_drawn(COUNT)["order"]),
    )
    page.route("**/points.npy", lambda route: route.fulfill(body=file.getvalue()))
    page.route("**/many", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("http://maps.test/many")
    page.wait_for_function("() => window.plot?.picked.all && plot.cells")
    return page


@pytest.mark.browser
def test_a_part_is_drawn_while_a_map_moves_and_the_whole_when_it_rests(many):
    whole = many.evaluate(INK)
    note = many.locator(".part")
    assert not note.is_visible()
    many.evaluate("painter().pace.took = () => {}; painter().pace.points = 30000;")
    drawn, said, ink = many.evaluate(  # at once: soon the map has rested
        f"() => {{ plot.draw(true); const note = document.querySelector('.part');"
        f"return [plot.picked.last, note.textContent, ({INK})()]; }}"
    )
    assert drawn == 30_000
    assert said == "Drawn: 30,000 of 300,000 points while the map moves"
    assert ink < 0.7 * whole
    many.wait_for_function("() => plot.picked.all && document.querySelector('.part').hidden")
    assert many.evaluate(INK) == whole
    many.evaluate("plot.draw(true); drawWhole([plot]);")  # a picture that is kept does not wait
    assert many.evaluate(INK) == whole


@pytest.mark.browser
def test_looked_at_closely_all_in_view_is_drawn_though_few_may_be(many):
    many.evaluate("painter().pace.took = () => {}; painter().pace.points = 30000;")
    many.evaluate("plot.camera.zoomAt(12, 300, 250, 640, 480); plot.draw(true);")
    count, all_of_them = many.evaluate("[plot.picked.count, plot.picked.all]")
    assert 0 < count < 30_000
    assert all_of_them
    near = many.evaluate(INK)
    many.evaluate("plot.from.cells = null; painter().pace.points = 1e9; plot.draw();")
    assert many.evaluate("plot.picked.count") == COUNT
    assert many.evaluate(INK) == pytest.approx(near, rel=1e-3)


@pytest.mark.browser
def test_what_is_under_the_pointer_or_in_a_lasso_is_what_a_look_at_all_points_finds(many):
    random = np.random.default_rng(1)
    for zoom in (1, 7, 60):
        many.evaluate("plot.camera.reset()")
        many.evaluate(f"plot.camera.zoomAt({zoom}, 320, 240, 640, 480); plot.draw();")
        for place in random.uniform((0, 0), (640, 480), (12, 2)).tolist():
            found = many.evaluate("(place) => plot.nearest(place)", place)
            assert found == many.evaluate(BRUTE, place)
    line = [[-0.5, -0.6], [0.2, -0.4], [0.4, 0.3], [-0.3, 0.1]]
    lassoed = "(line) => plot.within(line).sort((a, b) => a - b)"
    found = many.evaluate(lassoed, line)
    many.evaluate("plot.from.cells = null;")
    assert len(found) > 1000
    assert found == many.evaluate(lassoed, line)


@pytest.mark.browser
def test_as_many_points_are_drawn_as_the_time_leaves_room_for(page):
    text = bundled.scripts("point_map", ()) + "Object.assign(window, { Pace, QUICK, FEWEST });"
    page.set_content(f'<script type="module">{text}</script>')
    page.wait_for_function("() => window.Pace !== undefined")
    for per_ms in (900.0, 20_000.0, 400_000.0):
        drawn, quick, fewest = page.evaluate(PACED, per_ms)
        assert 2 + drawn / per_ms == pytest.approx(max(quick, 2 + fewest / per_ms), rel=0.02)


def test_a_large_set_is_served_in_parts_and_nothing_else_is(own_places):
    count = LARGE + 1
    random = np.random.default_rng(0)
    points = random.normal(size=(count, 2)).astype(np.float32)
    labels = random.integers(-1, 3, count)
    writer = EmbeddingSetWriter("large")
    writer.vectors(points)
    writer.labels(labels)
    made = writer.finish(
        title="large", source={}, classes=["a", "b", "c"], count=count, dimension=2
    )
    write_map(made, "own", points, {"method": "own"})
    routes = [Route("/clouds/{version}/{name}/{file:path}", answer)]
    with TestClient(Starlette(routes=routes)) as client:

        def got(file: str) -> np.ndarray:
            return np.load(io.BytesIO(client.get(f"/clouds/0/large/{file}").content))

        about = client.get("/clouds/0/large/maps/own/points/span.json").json()
        span = Span(tuple(about["centres"]), about["half"], about["far"])
        order = Order.of(count)
        for part in range(2):
            rows = order.rows(part)
            high, low = (got(f"maps/own/points/{half}/00{part}.npy") for half in ("high", "low"))
            assert np.abs(decoded(span, high, low) - points[rows]).max() < 1e-5
            classes = got(f"labels/00{part}.npy")
            assert (
                np.where(classes == 255, -1, classes.astype(int)).tolist() == labels[rows].tolist()
            )
        for wrong in (
            "labels/002.npy",
            "maps/own/points/high/002.npy",
            "maps/no/points/span.json",
            "vectors/000.npy",
            "maps/own/points/mid/000.npy",
        ):
            assert client.get(f"/clouds/0/large/{wrong}").status_code == 404
    assert _drawn(count) == {"order": [order.step, order.back], "part": PART}
    assert _drawn(LARGE)["part"] == 0
