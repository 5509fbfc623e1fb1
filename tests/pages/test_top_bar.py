"""The bar above every page: what can be found, what is at work, and an address that is none."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.data.catalogue import names
from core.jobs.jobs import make_job
from core.recipes.recipe import load_recipe
from pages.serving.screens import screens
from pages.serving.top_bar import everything, routes
from pages.serving.tour import STOPS
from pages.serving.unknown import Unknown
from tests.pages.screen import component, open_screen


def test_pages_runs_data_sets_studies_and_settings_are_found(folders) -> None:
    kinds: dict[str, list[dict]] = {}
    for found in everything():
        kinds.setdefault(found["kind"], []).append(found)
    pages = [found["page"] for found in kinds["page"]]
    more = ["train", "home"]  # its tab Sweep; the tour begins there
    assert pages == [*(screen.name for screen in screens()), *more]
    sets = {found["query"]["set"] for found in kinds["data set"]}
    assert sets >= set(names())
    assert {"run": "tiny"} in [found["query"] for found in kinds["run"]]
    assert {"report": "004"} in [found["query"] for found in kinds["study"]]
    margin = next(found for found in kinds["setting"] if found["note"].endswith(": margin.value"))
    assert margin["page"] == "triplet_lab"


def test_whatever_is_found_leads_to_a_page_that_is_there(folders) -> None:
    known = {screen.name for screen in screens()}
    assert {found["page"] for found in everything()} <= known
    assert {stop.page for stop in STOPS} <= known
    assert len({stop.page for stop in STOPS}) == 6


def test_what_is_at_work_is_counted(folders) -> None:
    client = TestClient(Starlette(routes=routes()))
    assert client.get("/top-bar/jobs.json").json() == {"running": 0, "waiting": 0}
    make_job(folders / "runs" / "one", [load_recipe("light-2d")], title="one")
    assert client.get("/top-bar/jobs.json").json() == {"running": 0, "waiting": 1}
    assert client.get("/top-bar/search.json").json() == everything()


def test_it_stands_above_every_page(folders) -> None:
    sent = component(open_screen("live"), "top_bar").json
    assert '"base": "/top-bar/"' in sent


@pytest.mark.parametrize(
    ("path", "accept", "to"),
    [
        ("/fiters", "text/html,*/*", "/?unknown=fiters"),
        ("/caf%C3%A9/", "text/html", "/?unknown=caf%C3%A9"),
        ("/map?checkpoint=a", "text/html", None),
        ("/jobs", "text/html", None),  # an earlier address
        ("/", "text/html", None),
        ("/fiters", "application/json", None),
        ("/favicon.png", "text/html", None),
        ("/_stcore/health", "text/html", None),
        ("/static/js/index.js", "text/html", None),
    ],
)
def test_only_a_page_that_is_not_there_is_unknown(path: str, accept: str, to: str | None) -> None:
    async def answer(_request: object) -> PlainTextResponse:
        return PlainTextResponse("the app")

    inner = Starlette(routes=[Route("/{rest:path}", answer)], middleware=[Middleware(Unknown)])
    answer_ = TestClient(inner, follow_redirects=False).get(path, headers={"accept": accept})
    assert answer_.headers.get("location") == to


@pytest.mark.browser
def test_a_page_is_found_by_the_keyboard_alone(server, page) -> None:
    page.goto(f"{server.url}/live")
    page.locator("h1").first.wait_for()
    page.locator(".st-key-top-bar .bar[data-ready]").wait_for()
    page.keyboard.press("/")
    page.locator(".st-key-top-bar dialog[open] input").wait_for()
    page.keyboard.type("wide embed")
    page.locator(".found a", has_text="run").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/models?run=wide")
    page.keyboard.press("Control+k")
    page.keyboard.type("zzzz")
    page.get_by_text("Nothing is called that.").wait_for()
    page.keyboard.press("Escape")
    page.locator(".st-key-top-bar dialog[open]").wait_for(state="detached")


@pytest.mark.browser
def test_the_tour_goes_along_by_the_arrow_keys_and_ends_for_good(server, page) -> None:
    card = page.locator(".st-key-top-bar .tour")
    page.goto(f"{server.url}/?tour=1")
    card.get_by_text("1 of 6").wait_for()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/map**")
    card.get_by_text("2 of 6").wait_for()
    page.reload()
    card.get_by_text("2 of 6").wait_for()
    page.locator(".st-key-top-bar .tour .next:focus").wait_for()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => document.title === 'Embedscope'")
    card.get_by_text("1 of 6").wait_for()
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    page.goto(server.url)
    page.locator(".st-key-top-bar .bar[data-ready]").wait_for()
    assert not card.is_visible()
    assert not page.locator(".st-key-top-bar .begin").is_visible()
