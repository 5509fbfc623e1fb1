"""What a look at a page finds: faults of its layout, and what axe calls serious."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pages.serving.screens import Screen

PROBE = Path(__file__).with_name("layout_probe.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LEFT_OUT = [
    '[data-testid="stSidebarNav"]',  # Streamlit's own
    ".main-svg",  # a chart: read aloud by its text, its colours are measured where they are chosen
    "iframe",  # a widget: looked at in its own tests
]
AXE = """async ([source, left_out, only]) => {
  if (!window.axe) (0, eval)(source);
  const place = { exclude: left_out.map((one) => [one]) };
  const found = await axe.run(place, { ...only, resultTypes: ["violations"] });
  const part = (node) => node.html.slice(0, 150);
  const why = (node) => (node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? "";
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => `${one.id}: ${part(node)} ${why(node)}`));
}"""
QUIET = """() => !document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"]')
  && ![...document.querySelectorAll('[data-testid="stAlert"]')]
    .some((one) => one.textContent.includes("hourglass_top"))
  && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
    .every((one) => one.querySelector(".main-svg"))"""
GO = """(address) => {
  history.pushState({}, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}"""
REPAINTED = """() => getComputedStyle(document.querySelector(".stApp")).colorScheme === "dark"
  && !document.getAnimations().some((one) => one instanceof CSSTransition)"""
"""A colour that is still on its way to its place has a contrast of its own."""


CHART_WORDS = """() => {
  const parts = (paint) => paint.match(/[\\d.]+/g).map(Number);
  const light = (paint) => parts(paint).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0) + 0.05;
  const ground = light(getComputedStyle(document.querySelector(".stApp")).backgroundColor);
  const ratio = (text) => {
    const own = light(getComputedStyle(text).fill);
    return Math.max(own, ground) / Math.min(own, ground);
  };
  const words = ":is(.xtick, .ytick, .legend) text, :is(.xtitle, .ytitle)";
  return [...document.querySelectorAll(words)].filter((text) => ratio(text) < 4.5)
    .map((text) => `${text.textContent} ${ratio(text).toFixed(2)}`);
}"""
"""axe does not look into charts."""


def chart_faults(page: Any) -> list[str]:
    """Words round a chart that are too faint to be read on the page."""
    result: list[str] = page.evaluate(CHART_WORDS)
    return result


def layout_faults(page: Any) -> list[str]:
    """What is squeezed, clipped, overlapping or too wide on the page as it stands."""
    found = page.evaluate(PROBE.read_text(encoding="utf-8"))
    return [f"{one['kind']}: {one['text']} ({one['where']})" for one in found]


def axe_faults(page: Any, *, rules: list[str] | None = None) -> list[str]:
    """What axe finds that is serious or critical; with `rules` only by those."""
    only: dict[str, Any] = {"runOnly": rules or RULES}
    result: list[str] = page.evaluate(AXE, [_axe(), LEFT_OUT, only])
    return result


@cache
def _axe() -> str:
    import axe_playwright_python

    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")


def darken(page: Any) -> None:
    """Show the page to one who likes it dark, and wait until every colour is."""
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(REPAINTED)


def settled(page: Any) -> None:
    """Wait until the page is there: nothing runs, nothing is still to be drawn."""
    page.locator("h1").first.wait_for()
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.wait_for_function(QUIET)
    page.locator(".map:not([data-whole])").first.wait_for(state="detached")  # points and colours


def go(page: Any, screen: Screen) -> None:
    """From one page of the app to another within it, as a visitor does; it waits until that is
    there.
    """
    title = "Embedscope" if screen.default else f"{screen.title} · Embedscope"
    page.evaluate(GO, "/" if screen.default else f"/{screen.name}")
    page.wait_for_function("title => document.title === title", arg=title)
    settled(page)
