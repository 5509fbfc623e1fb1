"""The point renderer by itself: a page without Streamlit draws a race with it."""

from __future__ import annotations

import base64
import subprocess
import sys

import numpy as np
import pytest

from core.embeddings.sources import stored
from core.paths import ROOT
from core.runs.run import Run
from embedscope.drawing import scripts as bundled
from embedscope.drawing.lanes import LaneMaps, packed
from pages.serving import base
from pages.serving.embedding_sets import embedding_set_url
from pages.serving.thumbs import sheet_url

COUNT = 200
PAGE = """<!doctype html><meta charset="utf-8"><style>%s</style><div id="place">%s</div>
<script type="module">%s
const bytes = Uint8Array.from(atob("%s"), (one) => one.charCodeAt(0));
window.race = new RaceMaps(document.querySelector("#place"));
window.painter = painter;
race.take(unpack(bytes));
</script>"""
# WebGL also where the processor has to compute it; how many contexts there are.
ANY_WEBGL = """
window.contexts = 0;
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  if (kind === "webgl2") window.contexts += 1;
  return get.call(this, kind, ...more);
};
const told = WebGL2RenderingContext.prototype.getParameter;
WebGL2RenderingContext.prototype.getParameter = function (what) {
  return [0x1f01, 0x9246].includes(what) ? "a graphics card" : told.call(this, what);
};"""
NO_WEBGL = """
const get = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind === "webgl2" ? null : get.call(this, kind, ...more);
};"""
# How many points' worth of ink each lane shows, and where its middle is, from 0 to 1.
INK = """() => [...document.querySelectorAll("canvas.points")].map((canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  let [ink, across] = [0, 0];
  for (let at = 3; at < data.length; at += 4) {
    ink += data[at] / 255;
    across += ((at >> 2) % width) * data[at] / 255;
  }
  return [ink, across / ink / width];
})"""


def race_page() -> str:
    """Four lanes whose points lie left at the first frame, and right at the last, step 10."""
    random = np.random.default_rng(0)
    spread = random.normal(0, 0.1, (COUNT, 2))
    planes = np.stack([spread + np.array([x, 0]) for x in (-1.0, 1.0)]).astype(np.float32)
    lanes = [LaneMaps(f"lane {i}", "#0072b2", (0, 10), planes) for i in range(4)]
    data = packed(
        lanes,
        np.arange(COUNT) % 2,
        name="still",
        classes=["even", "odd"],
        colours=["#0072b2", "#d55e00"],
        live=False,
        total=10,
    )
    html = bundled.markup("race_maps", "race")
    script = bundled.scripts(*bundled.RACE[::2])
    text = base64.b64encode(data).decode()
    return PAGE % (bundled.style(*bundled.RACE[:2]), html, script, text)


def draws(page, script=ANY_WEBGL):
    """Its race once it is drawn: for each lane its ink and where its middle lies."""
    page.add_init_script(script)
    page.goto("about:blank")
    page.set_content(race_page())
    page.wait_for_function(f"() => ({INK})().every(([ink]) => ink > 0)")
    return page.evaluate(INK)


@pytest.mark.browser
def test_four_lanes_are_drawn_with_one_context_and_move(page):
    right = draws(page)
    assert all(across > 0.7 for _, across in right)
    assert page.evaluate("contexts") == 1
    page.locator(".race").press("Home")
    assert all(across < 0.3 for _, across in page.evaluate(INK))
    page.evaluate("race.seek(5)")
    assert page.locator(".where").inner_text() == "step 5"
    assert all(0.4 < across < 0.6 for _, across in page.evaluate(INK))
    page.locator(".race").press(" ")
    page.wait_for_function("() => race.head.at === 10 && !race.head.moving")
    assert page.evaluate(INK) == right
    assert page.evaluate("contexts") == 1


@pytest.mark.browser
def test_a_class_alone_leaves_the_others_faint(page):
    whole = draws(page)
    page.locator(".legend button").first.click()
    half = page.evaluate(INK)
    assert all(0.4 < less[0] / more[0] < 0.8 for less, more in zip(half, whole, strict=True))
    page.locator(".legend button").first.click()
    assert page.evaluate(INK) == whole


@pytest.mark.browser
def test_a_lost_context_is_made_anew(page):
    before = draws(page)
    page.evaluate("painter().gl.getExtension('WEBGL_lose_context').loseContext()")
    page.evaluate("race.draw()")
    assert page.evaluate(INK) == before


@pytest.mark.browser
def test_without_webgl_the_same_points_are_drawn(page, visitors):
    with_it = draws(page)
    assert page.evaluate("painter().constructor.name") == "GlPainter"
    without = visitors()
    plain = draws(without, NO_WEBGL)
    assert without.evaluate("painter().constructor.name") == "PlainPainter"
    assert np.allclose(plain, with_it, rtol=0.02)


def test_addresses_lie_under_the_apps_own_path(folders, monkeypatch):
    run = Run(folders / "checkpoints" / "tiny")
    embedding_set = stored(run)
    at_the_root = (embedding_set_url(embedding_set), sheet_url(run))
    monkeypatch.setattr(base, "get_option", {"server.baseUrlPath": "/lab/"}.get)
    assert (embedding_set_url(embedding_set), sheet_url(run)) == tuple(
        f"/lab{each}" for each in at_the_root
    )


def test_routes_lie_under_the_apps_own_path():
    script = (
        "from streamlit import config; config.set_option('server.baseUrlPath', 'lab')\n"
        "import app; print(*(route.path for route in app.app._user_routes))"
    )
    command = [sys.executable, "-c", script]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert "/lab/clouds/{version}/{name}/{file:path}" in said.stdout.split()
    assert "/lab/thumbs/{name:path}/{split}.webp" in said.stdout.split()
