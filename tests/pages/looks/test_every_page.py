"""Every page as a visitor sees it: on four widths, light and dark, with what the app comes with.

One server and one visit: from page to page within the app, as a visitor goes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from pages.serving.screens import screens
from tests.conftest import ROOT, running_app
from tests.pages.looks.looking import axe_faults, chart_faults, darken, go, layout_faults, settled

SCREENS = {screen.name: screen for screen in screens()}
WIDTHS = (1920, 1440, 768, 390)
OWN = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
PATIENCE = 8.0
"""Seconds in which what follows a new width has to come to rest."""

asked: list[str] = []
"""What the browser has asked for, on every page so far."""
failed: list[str] = []
"""Errors of our scripts, and what the content security policy has refused them."""


@pytest.fixture(scope="module")
def visit(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A visitor on the first page of an app that has what is shipped, and no data set."""
    folder = tmp_path_factory.mktemp("looks")
    asked.clear()
    failed.clear()
    (folder / "checkpoints").symlink_to(ROOT / "checkpoints")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATA", "CLOUDS", "OWN"):
            patch.setenv(f"EMBEDSCOPE_{name}", str(folder / name.lower()))
        with running_app(folder) as app:
            context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900})
            context.set_default_timeout(120_000)
            page = context.new_page()
            page.on("request", lambda request: asked.append(request.url))
            page.on("pageerror", lambda error: failed.append(str(error)))
            page.on("console", lambda said: failed.append(said.text) if _refused(said) else None)
            page.goto(app.url)
            settled(page)
            yield page
            context.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", SCREENS)
def test_a_page_is_laid_out_and_can_be_read(visit, name):
    visit.set_viewport_size({"width": WIDTHS[0], "height": 900})
    visit.emulate_media(color_scheme="light")
    go(visit, SCREENS[name])
    faults = {}
    for width in WIDTHS:
        visit.set_viewport_size({"width": width, "height": 900})
        faults[f"{width} px"] = _lasting(visit)
    faults["light"] = axe_faults(visit) + chart_faults(visit)
    darken(visit)
    faults["scripts"] = [*failed]
    faults["another host"] = [url for url in asked if not url.startswith(OWN)]
    faults["dark"] = axe_faults(visit, rules=["color-contrast"]) + chart_faults(visit)
    assert {where: found for where, found in faults.items() if found} == {}


def _refused(said: Any) -> bool:
    return said.type == "error" and "Content Security Policy" in said.text


def _lasting(page: Any) -> list[str]:
    """The faults that do not go away by themselves, as charts follow a new width a moment later."""
    until = time.monotonic() + PATIENCE
    page.wait_for_timeout(250)
    while (found := layout_faults(page)) and time.monotonic() < until:
        page.wait_for_timeout(400)
    return found
