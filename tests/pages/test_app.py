"""The running app: one port, its routes, its first page, what a browser asks for."""

import http.client
import json
import os
import shutil
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import psutil
import pytest
from PIL import Image

from tests.made_classifier import write_classifier

SHEET = "/thumbs/tiny/test.webp"


def get(server, path, **headers):
    """GET with the path as written: no client may tidy up dots and slashes."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()


def test_the_sheet_is_sent_once(server):
    status, headers, body = get(server, SHEET)
    assert (status, headers["content-type"]) == (200, "image/webp")
    assert body == (server.folder / "checkpoints/tiny/thumbs/test.webp").read_bytes()
    assert headers["cache-control"] == "no-cache"
    assert get(server, SHEET, If_None_Match=headers["etag"])[::2] == (304, b"")
    version = headers["etag"].strip('"')
    assert "immutable" in get(server, f"{SHEET}?v={version}")[1]["cache-control"]
    assert get(server, f"{SHEET}?v=old")[1]["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/thumbs/none/test.webp",
        "/thumbs/tiny/train.webp",
        "/thumbs/tiny/../wide/thumbs/test.webp",
        "/thumbs/../checkpoints/tiny/test.webp",
        "/thumbs/%2e%2e/checkpoints/tiny/test.webp",
        "/thumbs/..%2fcheckpoints%2ftiny/test.webp",
        "/thumbs/tiny%2f..%2f..%2fsecret/test.webp",
        "/thumbs/link/test.webp",
        "/thumbs//etc/test.webp",
        "/thumbs/tiny%00/test.webp",
        "/thumbs/a/b/c/test.webp",
        "/thumbs/tiny/..%2fembedding%2ftest.webp",
    ],
)
def test_nothing_else_can_be_fetched_as_a_sheet(server, path):
    outside = server.folder / "secret" / "thumbs"
    if not outside.exists():
        outside.mkdir(parents=True)
        Image.new("L", (8, 8), 255).save(outside / "test.webp")
        (outside / "test.json").write_text('{"columns":1,"width":8,"height":8,"count":1}')
        (server.folder / "checkpoints" / "link").symlink_to(outside.parent)
    status, _, body = get(server, path)
    assert b"WEBP" not in body
    assert status in (400, 404) or b"<title>Streamlit</title>" in body


def test_a_lane_of_a_race_has_a_sheet_too(server):
    lane = server.folder / "runs" / "race" / "semi-hard" / "thumbs"
    lane.mkdir(parents=True)
    source = server.folder / "checkpoints/tiny/thumbs"
    for name in ("test.webp", "test.json"):
        (lane / name).write_bytes((source / name).read_bytes())
    assert get(server, "/thumbs/race/semi-hard/test.webp")[0] == 200


def test_gradio_answers_on_the_same_port(server):
    """Recipe at once or later: a program gets its JSON, a browser a page."""
    try:
        with urllib.request.urlopen(f"{server.url}/widgets/clothes/config", timeout=200) as answer:
            config = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        pytest.fail(f"{error}: {error.read()!r}\n{server.log.read_text()[-8000:]}")
    assert config["mode"] == "blocks"
    status, headers, body = get(server, "/widgets/clothes/", Accept="text/html")
    assert (status, headers["content-type"].split(";")[0]) == (200, "text/html")
    assert b"gradio_config" in body
    assert get(server, "/widgets/none/", Accept="text/html")[0] == 404


def test_the_models_process_rests_while_nobody_asks(server):
    get(server, "/widgets/clothes/", Accept="text/html")
    every = psutil.Process(server.pid).children(recursive=True)
    (models,) = [one for one in every if "pages.inference" in one.cmdline()]
    used = []
    for _ in range(10):  # what it was asked before may still be at work
        before = sum(models.cpu_times()[:2])
        time.sleep(2)
        used.append(sum(models.cpu_times()[:2]) - before)
        if used[-1] < 0.1:
            return
    pytest.fail(f"of every two seconds it works {used}")


browser_test = pytest.mark.browser


@browser_test
def test_a_stranger_is_shown_that_there_is_no_such_page(server, page):
    page.goto(f"{server.url}/nothing-here")
    page.get_by_text("There is no page “nothing-here”").wait_for()
    page.wait_for_function("() => document.title === 'Embedscope'")


@browser_test
def test_the_first_page_is_there_within_five_seconds(tmp_path, visitors):
    from tests.conftest import running_app, write_checkpoint

    write_checkpoint(tmp_path / "checkpoints" / "tiny")
    busy = os.getloadavg()[0] > (os.cpu_count() or 1)  # then a clock measures the others
    with running_app(tmp_path, ahead=True) as fresh:
        visitor = visitors()
        begun = time.monotonic()
        visitor.goto(fresh.url)
        visitor.get_by_text("Explore a map of images").first.wait_for()
        visitor.get_by_text("How to read this").click()
        visitor.get_by_text("An image network maps").wait_for()
        slow = 2 * fresh.seconds_to_start  # a slow machine, or its files read for the first time
        assert busy or time.monotonic() - begun < max(5, slow)


@browser_test
def test_each_page_has_its_own_title_and_a_visit_goes_on_where_the_last_one_was(server, page):
    page.goto(server.url)
    page.wait_for_function("() => document.title === 'Embedscope'")
    page.goto(f"{server.url}/map?checkpoint=wide")
    page.wait_for_function("() => document.title === 'Map · Embedscope'")
    page.wait_for_function("() => document.cookie.includes('embedscope-run=wide')")
    page.goto(f"{server.url}/evaluation")  # a new visit: the server knows the browser by its cookie
    page.wait_for_url("**/evaluation?run=wide**")


@browser_test
def test_two_visitors_do_not_disturb_each_other(server, visitors):
    pages = [visitors(), visitors()]
    for page, checkpoint in zip(pages, ("tiny", "wide"), strict=True):
        page.goto(f"{server.url}/map?checkpoint={checkpoint}")
    for page, image in zip(pages, (11, 25), strict=True):
        page.locator(".map[data-whole]").wait_for()
        page.locator(".map .search").fill(str(image))
        page.locator(".map .search").press("Enter")
    for page, image, checkpoint in zip(pages, (11, 25), ("tiny", "wide"), strict=True):
        page.wait_for_url(f"**image={image}**")
        page.locator(".map .card .near .tile").first.wait_for()
        assert page.locator(".map .card h4").inner_text() == f"image {image}"
        assert f"checkpoint={checkpoint}" in page.url


@browser_test
def test_a_phone_sees_the_home_page_without_sideways_scrolling(server, visitors):
    phone = visitors(width=420, height=800)
    phone.goto(server.url)
    phone.get_by_text("Explore a map of images").first.wait_for()
    # Streamlit loads what shows our style sheet a moment after the first containers.
    phone.wait_for_function(
        """() => document.querySelector('[class*="st-key-card-"]').offsetWidth > 380"""
    )
    assert phone.evaluate("document.documentElement.scrollWidth") <= 420
    main = phone.locator('[data-testid="stMain"]')
    assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


@browser_test
def test_a_charts_tools_do_not_cover_its_axis(server, visitors):
    for name in ("first", "second"):
        write_classifier(server.folder / "runs" / name)
    for width in (420, 1400):
        visitor = visitors(width=width, height=800)
        visitor.goto(f"{server.url}/curves?runs=first,second")
        chart = visitor.locator(".js-plotly-plot").first
        tools = chart.locator(".modebar").first
        tools.wait_for()
        box = chart.locator(".xtitle").first.bounding_box()
        assert tools.bounding_box()["y"] >= box["y"] + box["height"], width
    for name in ("first", "second"):  # other tests share the server
        shutil.rmtree(server.folder / "runs" / name)
