"""The legend of Curves in a browser: what is pointed at is lit, and what is clicked stays so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import ROOT, running_app

RUNS = ("race-batch-hard", "race-semi-hard")
LIT = """lit => {
  const charts = [...document.querySelectorAll('[class*="st-key-figure-curves-"]')];
  const dim = (one) => Number(getComputedStyle(one).opacity) < 0.5;
  const name = (trace) => trace.__data__[0].trace.name;
  const right = (trace) => dim(trace) === (lit !== null && !name(trace).startsWith(lit));
  return charts.length === 3 && charts.every((chart) => {
    const traces = [...chart.querySelectorAll(".scatterlayer .trace")];
    return traces.length > 1 && traces.every(right);
  });
}"""
"""Whether, in all charts, the traces of all runs but the lit one are faded."""
NONE = "() => !location.search.includes('only=')"
PLACE = """name => {
  const chart = document.querySelector(
    '[class*="st-key-figure-curves-accuracy"] .js-plotly-plot');
  const { xaxis, yaxis } = chart._fullLayout;
  const points = chart.calcdata.find((one) => one[0].trace.name.startsWith(name));
  const point = points[Math.floor(points.length / 2)];
  const box = chart.getBoundingClientRect();
  const [x, y] = [xaxis._offset + xaxis.c2p(point.x), yaxis._offset + yaxis.c2p(point.y)];
  return [box.left + x, box.top + y];
}"""
"""Where on screen the middle of a run's curve lies."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page with two races, of which one collapsed."""
    folder = tmp_path_factory.mktemp("legend")
    for name in RUNS:
        shutil.copytree(ROOT / "checkpoints" / name, folder / "checkpoints" / name)
    with running_app(folder) as app:
        yield f"{app.url}/curves?view=own&runs={','.join(RUNS)}&x=steps"


@pytest.mark.browser
@pytest.mark.slow
def test_a_run_is_lit_everywhere_and_isolated_by_a_click(url: str, visitors: Any) -> None:
    page = visitors(height=1300)
    page.goto(url)
    hard, semi = (page.locator(".chips button", has_text=name) for name in ("Batch", "Semi"))
    hard_words, semi_words = page.locator(".st-key-words-0"), page.locator(".st-key-words-1")
    _lit(page, None)
    semi.hover()
    _lit(page, "Semi")
    line = page.locator('[class*="st-key-figure-curves-loss"] .shapelayer path')
    faint = line.evaluate("one => Number(getComputedStyle(one).opacity)")
    assert faint < 0.5  # it marks the collapse of the other
    assert semi_words.bounding_box()["y"] < hard_words.bounding_box()["y"]
    page.mouse.move(5, 5)
    _lit(page, None)

    page.mouse.move(*page.evaluate(PLACE, "Batch"))
    _lit(page, "Batch")
    page.mouse.down()
    page.mouse.up()
    page.wait_for_url(f"**&only={RUNS[0]}")
    assert hard.get_attribute("aria-pressed") == "true"

    page.reload()
    _lit(page, "Batch")
    assert hard_words.is_visible()
    assert not semi_words.is_visible()
    page.keyboard.press("Escape")
    page.wait_for_function(NONE)
    _lit(page, None)
    assert semi_words.is_visible()

    semi.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**&only={RUNS[1]}")
    page.go_back()
    page.wait_for_function(NONE)
    page.locator(".chips button[aria-pressed=true]").wait_for(state="detached")


def _lit(page: Any, name: str | None) -> None:
    """Wait until that run alone is lit, or all are."""
    page.wait_for_function(LIT, arg=name, polling=200)
