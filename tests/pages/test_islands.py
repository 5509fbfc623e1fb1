"""What the map's scripts compute by themselves: places of names, few colours, a lasso as text."""

from __future__ import annotations

import numpy as np
import pytest

from core.figures.palette import colour
from embedscope.drawing import scripts as bundled
from pages.components.lasso_text import is_lasso

PARTS = "islandsOf, areMany, fewColours, drawLegend, simplified, rounded, lassoText, ringsOf"
SHOWN = f"window.made = {{ {PARTS} }};"
ISLANDS = """([points, labels, classes]) => {
  const values = Float32Array.from(points.flat());
  return made.islandsOf({ values, width: points[0].length }, labels, classes);
}"""
LEGEND = """([classes, colours, first]) => {
  const many = made.areMany({ classes });
  const box = document.body.appendChild(document.createElement("div"));
  made.drawLegend(box, { classes, colours: made.fewColours(colours, first), only: null, first });
  const buttons = [...box.querySelectorAll("button")];
  const painted = buttons.filter((one) => one.firstChild.style.background !== "rgb(140, 140, 140)");
  return [many, box.querySelector("p").textContent, painted.map((one) => one.innerText.trim()),
          new Set(painted.map((one) => one.firstChild.style.background)).size, buttons.length];
}"""
ROUND_TRIP = """(line) => {
  const ring = { how: "remove", pane: 0, angles: null, line: made.rounded(made.simplified(line)) };
  const text = made.lassoText([ring]);
  return [text, ring.line, made.ringsOf(text, [2])[0], made.ringsOf(text, [3])];
}"""


@pytest.fixture
def scripts(page):
    page.goto("about:blank")
    text = bundled.scripts("point_map", ("lasso",)) + SHOWN
    page.set_content(f'<script type="module">{text}</script>')
    page.wait_for_function("() => window.made")
    return page


@pytest.mark.browser
@pytest.mark.parametrize("width", [2, 3])
def test_a_name_stands_on_each_island_and_on_none_that_is_scattered(scripts, width):
    random = np.random.default_rng(0)
    centres = np.array([[-0.7, -0.7, 0], [0.7, 0.7, 0.5], [0.6, -0.6, -0.5]])[:, :width]
    islands = [random.normal(centre, 0.06, (200, width)) for centre in centres]
    islands.append(random.uniform(-1, 1, (200, width)))
    points, labels = np.concatenate(islands), np.repeat([0, 1, 2, 3], 200)
    labels[7] = -1
    asked = points.tolist()
    asked[5] = ["NaN"] * width
    known = scripts.evaluate(ISLANDS, [asked, labels.tolist(), 4])
    found = {each["label"]: each["place"] for each in known}
    assert sorted(found) == [0, 1, 2]
    for label, place in found.items():
        assert place == pytest.approx(centres[label], abs=0.05)


@pytest.mark.browser
def test_a_heap_of_all_classes_has_no_names(scripts):
    points = np.random.default_rng(0).normal(0, 0.2, (1000, 2))
    assert scripts.evaluate(ISLANDS, [points.tolist(), [i % 10 for i in range(1000)], 10]) == []


@pytest.mark.browser
def test_of_very_many_classes_a_dozen_stand_first_and_have_a_colour_each(scripts):
    classes, first = [f"class {i}" for i in range(100)], [70, 3, *range(40, 60)]
    colours = [colour(i) for i in range(100)]
    many, said, painted, different, count = scripts.evaluate(LEGEND, [classes, colours, first])
    assert (many, different, count) == (True, 12, 100)
    assert said == "12 of 100 classes have a colour; click any other to see it."
    assert painted == [classes[i] for i in first[:12]]
    assert not scripts.evaluate("made.areMany({ classes: Array(36).fill('few') })")


@pytest.mark.browser
def test_a_long_line_becomes_few_corners_that_can_be_read_again(scripts):
    turn = np.linspace(0, 2 * np.pi, 600, endpoint=False)
    line = 300 * np.stack([np.cos(turn), np.sin(turn) + 0.3 * np.sin(3 * turn)], axis=1)
    text, drawn, read, as_solid = scripts.evaluate(ROUND_TRIP, line.tolist())
    assert is_lasso(text)
    assert read == {"how": "remove", "pane": 0, "angles": None, "line": drawn}
    assert 20 < len(drawn) <= 40
    corners = np.array([*drawn, drawn[0]])
    along = np.linspace(0, 1, 50)[:, None, None]
    outline = (corners[:-1] * (1 - along) + corners[1:] * along).reshape(-1, 2)
    away = np.linalg.norm(line[:, None] - outline[None], axis=2).min(axis=1)
    assert away.max() < 0.02 * 600
    assert as_solid[0]["angles"] == drawn[0]
