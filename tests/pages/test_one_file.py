"""One HTML file to send: it draws from the disk, asks nobody for anything, and keeps licences."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import embedscope
from core.data.licence import WITHHELD, licence_of, may_be_passed_on
from core.embeddings.sources import stored
from core.runs.find import find_run
from core.runs.run import Run
from embedscope.drawing.trajectory import trajectory
from pages.components.point_map import View
from pages.components.race_maps import race_file
from pages.map.one_page import one_page
from pages.shared.race_picture import probe_accuracy, race_picture
from pages.shared.replay_page import EXPLAINED, _told
from tests.pages.screen import open_screen


def film(folder: Path) -> Run:
    pictures = np.random.default_rng(0).integers(0, 255, (60, 8, 8), dtype=np.uint8)
    labels = np.arange(60) % 3
    classes, probe = ("cup", "fork", "spoon"), (pictures, labels)
    with embedscope.Run("mine </script> <b>", classes=classes, probe=probe, folder=folder) as run:
        for step in range(0, 50, 10):
            run.embed(step, np.eye(3)[labels] * step + np.random.default_rng(step).normal(size=3))
    return Run(run.path)


def written(run: Run) -> bytes:
    way = trajectory(run)
    assert way is not None
    accuracy = {"a": probe_accuracy(run.history())}
    data = race_picture({"a": run}, {"a": way}, accuracy, name="a", total=40, alone=True)
    return race_file(data, title=run.card.title, says=[EXPLAINED], told=_told({"a": run}))


def test_it_names_no_address_and_escapes_what_people_wrote(tmp_path):
    text = written(film(tmp_path)).decode()
    assert not re.findall(r"""(?:src|href)=["']""", text)
    assert "default-src 'none'" in text
    assert "<h1>mine &lt;/script&gt; &lt;b&gt;</h1>" in text
    assert "licence: your own" in text


@pytest.mark.browser
def test_it_is_drawn_from_the_disk_without_a_request(tmp_path, browser):
    place = tmp_path / "maps.html"
    place.write_bytes(written(film(tmp_path)))
    page = browser.new_page(viewport={"width": 900, "height": 1000})
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text))
    page.goto(place.as_uri())
    page.get_by_text("step 40").wait_for()
    page.locator("input.time").fill("0")
    page.get_by_text("step 0").wait_for()
    box = page.locator(".stage").bounding_box()
    for x, y in product(np.linspace(0.1, 0.9, 25), repeat=2):  # some point lies on these lines
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if page.locator(".tip:not([hidden])").count():
            break
    assert (
        page.locator(".tip .picture")
        .evaluate("e => e.style.backgroundImage")
        .startswith('url("data:image/webp')
    )
    assert page.locator(".picked").is_hidden()
    page.locator(".search").fill("fork")
    page.locator(".search").press("Enter")
    page.get_by_text("20 of 60 selected: all fork").wait_for()
    assert page.locator(".picked .tile").count() == 20
    page.locator(".search").fill("7")
    page.locator(".search").press("Enter")
    page.get_by_text("1 of 60 selected").wait_for()
    page.locator(".lasso").click()
    corners = [(box["x"] + x, box["y"] + y) for x, y in ((4, 4), (515, 4), (515, 515), (4, 515))]
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in (*corners[1:], corners[0]):  # round all of them
        page.mouse.move(*corner)
    page.mouse.up()
    page.get_by_text(re.compile(r"(5\d|60) of 60 selected: images of 3 classes")).wait_for()
    page.keyboard.press("Escape")
    assert page.locator(".race").get_attribute("data-chosen") == "0"
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert wrong == []
    page.close()


@pytest.fixture
def map_page(tmp_path, monkeypatch):
    """Two maps of clothes' test images, as they are shipped, as one file."""
    monkeypatch.setenv("EMBEDSCOPE_CLOUDS", str(tmp_path / "clouds"))
    embedding_set = stored(find_run("small-64d"))
    maps = list(embedding_set.maps().values())[:2]
    place = tmp_path / "map.html"
    place.write_bytes(one_page([(embedding_set, found) for found in maps], View(pinned=5)))
    return place


def test_two_maps_of_ten_thousand_points_with_pictures_take_less_than_15_mb(map_page):
    assert map_page.stat().st_size < 15e6
    text = map_page.read_text()
    assert not re.findall(r"""(?:src|href)=["']""", text)
    assert "licence: MIT" in text


@pytest.mark.browser
def test_a_map_from_the_disk_has_pictures_neighbours_search_and_selection(map_page, browser):
    page = browser.new_page()
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text))
    page.goto(map_page.as_uri())
    page.get_by_text("of 8 are Trouser too").wait_for()
    assert page.locator(".near .tiles .tile").count() == 8
    page.locator(".near .tiles .tile").first.click()
    page.get_by_text("Unpin").wait_for()
    assert page.locator(".card h4").inner_text() != "image 5"
    assert page.locator(".near .tiles .tile").count() == 8
    page.locator(".search").fill("7")
    page.locator(".search").press("Enter")
    page.get_by_text("image 7", exact=True).first.wait_for()
    assert len(page.locator(".legend button").all()) == 10
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert wrong == []
    page.close()


def test_pictures_that_may_not_be_passed_on_stay(tmp_path):
    run = film(tmp_path)
    probe = run.folder / "frames/probe.json"
    own = written(run)
    probe.write_text(probe.read_text().replace('"mine-script-b"', '"kinfacew"'))
    without = written(Run(run.folder))
    assert WITHHELD in without.decode()
    assert len(without) < len(own) - 500
    assert WITHHELD not in own.decode()


def test_which_licences_let_pictures_travel():
    assert may_be_passed_on("digits")
    assert licence_of("never heard of") == "your own"
    assert not may_be_passed_on("kinfacew")


def test_live_offers_it(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path))
    page = open_screen("live", runs="race-batch-hard,race-semi-hard")
    assert "Save as one page" in [each.label for each in page.get("download_button")]
