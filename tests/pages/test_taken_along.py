"""What is taken along of maps: stills at print size, films, and files that keep their licences."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from core.comparison.compared import Question, classes_compared, compare_sides, votes_compared
from core.comparison.sides import find_side
from core.data.licence import WITHHELD
from core.embeddings import EmbeddingSet
from core.embeddings.sources import stored
from core.runs.find import find_run
from core.runs.run import Run
from pages.compare import one_page as of_compare
from pages.compare.ask import Answer, Asked
from pages.compare.maps import Maps, _columns, _maps, _panes
from pages.components.point_map import Pane, Stop, View
from pages.map import one_page as of_map
from pages.shared import map_page, moving_maps
from tests.pages.test_one_file import film

PICTURE = "data:image/webp"
SVG = "{http://www.w3.org/2000/svg}"


def race_of(run: Run, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """What the button below moving maps gives."""
    given: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(moving_maps, "race_maps", lambda *_, **__: None)
    monkeypatch.setattr(
        moving_maps.st, "download_button", lambda _label, make, **_: given.update(make=make)
    )
    history = {**run.history(), "knn_accuracy": np.linspace(0.2, 0.9, 5)}
    moving_maps.draw_moving_maps(
        "mine",
        {"a": run},
        {"a": history},
        total=40,
        live=False,
        said=lambda: {"a": ["**Learned** <well>."]},
    )
    return given["make"]()


def compared(first: str, second: str) -> bytes:
    """What the button on Compare gives."""
    sides = find_side(first), find_side(second)
    found = compare_sides(*sides, Question(k=5))
    asked = Asked(*sides, (first, second), {"k": 5, "by": "distance", "same": "class"}, "")
    one, other = (next(iter(_maps(side).values())) for side in sides)
    panes, told = _panes(asked, found, (one, other))
    answer = Answer(found, *votes_compared(found), classes_compared(found))
    shown = Maps(panes, _columns(asked, found), told)
    return of_compare.one_page(asked, answer, shown, View(colour="change"), address="Made of: here")


def mapped(name: str) -> bytes:
    """What the button on Map gives."""
    embedding_set = stored(find_run(name))
    return of_map.one_page([(embedding_set, embedding_set.maps()["own"])], View())


def of_data(embedding_set: EmbeddingSet, data: str) -> None:
    """Let the set be of that data set."""
    place = embedding_set.folder / "cloud.json"
    place.write_text(json.dumps(json.loads(place.read_text()) | {"data": data}))


def test_a_comparison_as_a_file_has_verdict_maps_tables_and_source(folders: Path) -> None:
    text = compared("tiny", "wide").decode()
    assert "default-src 'none'" in text
    assert not re.findall(r"""(?:src|href)=["']""", text)
    assert "<b>" in text.split("<div id=")[0]
    assert text.count('<div class="figures"') == 2
    assert "Recall@1" in text
    assert "McNemar" in text
    assert text.count("class 3</td>") == 1
    assert "seed 0" in text
    assert "Made of: here" in text
    assert "Procrustes" in text
    assert '<text x="52" y="16" class="title">Loss</text>' in text


def test_moving_maps_as_a_file_have_curves_and_the_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = race_of(film(tmp_path), monkeypatch).decode()
    assert "<b>Learned</b> &lt;well&gt;." in text
    assert "k-NN accuracy (probe set)" in text
    assert "Spread (mean pairwise distance)" in text
    assert len(re.findall("<polyline", text)) == len(re.findall("<svg class=.curve", text)) > 1


MAKE = re.compile(r"(?<!def )\b(map_file|race_file|one_file)\(")
EXPORTS = {
    "pages/shared/map_page.py": "map_file",
    "pages/shared/replay_page.py": "race_file",
    "pages/components/map_file.py": "one_file",
    "pages/components/race_maps.py": "one_file",
}
"""Where a file is made, by what. The tests below go through the first two: another needs one."""


def test_every_place_that_makes_a_file_is_known_to_the_test_of_licences() -> None:
    root = Path(__file__).parents[2]
    texts = {place: place.read_text() for place in (root / "pages").rglob("*.py")}
    made = {
        str(place.relative_to(root)): MAKE.findall(text)
        for place, text in texts.items()
        if MAKE.search(text)
    }
    assert made == {place: [name] for place, name in EXPORTS.items()}


@pytest.mark.parametrize("export", ["map", "compare"])
def test_no_map_takes_pictures_along_that_may_not_be_passed_on(folders: Path, export: str) -> None:
    make = {"map": lambda: mapped("tiny"), "compare": lambda: compared("tiny", "wide")}[export]
    for name in ("tiny", "wide"):
        of_data(stored(find_run(name)), "digits")
    free = make().decode()
    assert PICTURE in free
    assert WITHHELD not in free
    of_data(stored(find_run("wide" if export == "compare" else "tiny")), "kinfacew")
    kept = make().decode()
    assert PICTURE not in kept
    assert WITHHELD in kept


def test_no_race_takes_pictures_along_that_may_not_be_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = film(tmp_path)
    probe = run.folder / "frames/probe.json"
    free = race_of(run, monkeypatch)
    probe.write_text(probe.read_text().replace('"mine-script-b"', '"kinfacew"'))
    kept = race_of(Run(run.folder), monkeypatch)
    assert WITHHELD in kept.decode()
    assert WITHHELD not in free.decode()
    assert len(kept) < len(free) - 500


def test_of_a_long_way_the_last_stop_stays_and_the_file_small() -> None:
    many = SimpleNamespace(about=lambda: {"count": 10_000})
    stops = [Stop(str(number)) for number in range(100)]
    thin: Any = map_page._thinned(Pane("", stops), many)  # type: ignore[arg-type]
    assert 10 < len(thin) < 50
    assert (thin[0], thin[-1]) == (stops[0], stops[-1])
    huge = SimpleNamespace(about=lambda: {"count": 200_000})
    assert list(map_page._thinned(Pane("", stops), huge)) == stops[-1:]  # type: ignore[arg-type]


@pytest.fixture
def opened(tmp_path: Path, browser: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A page with moving maps from the disk, its menu open; what it asked for and what failed."""
    place = tmp_path / "maps.html"
    place.write_bytes(race_of(film(tmp_path), monkeypatch))
    page = browser.new_page(viewport={"width": 900, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: asked.append(str(error)))
    page.on("console", lambda said: asked.append(said.text))
    page.goto(place.as_uri())
    page.get_by_text("step 40").wait_for()
    page.locator(".take summary").click()
    yield page
    assert [each for each in asked if not each.startswith(("file:", "data:", "blob:"))] == []
    page.close()


LOADED = """async (packed) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const video = Object.assign(document.createElement("video"), {
    src: URL.createObjectURL(new Blob([bytes], { type: "video/webm" })), muted: true,
  });
  await new Promise((done) => { video.onloadeddata = done; });
  const pictures = [];
  for (const at of [0, video.duration - 0.1]) {
    video.currentTime = at;
    await new Promise((done) => { video.onseeked = done; });
    const canvas = Object.assign(document.createElement("canvas"), { width: 960, height: 600 });
    const pen = canvas.getContext("2d");
    pen.drawImage(video, 0, 0);
    pictures.push(pen.getImageData(0, 0, 960, 600).data);
  }
  const far = pictures[0].filter((value, at) => Math.abs(value - pictures[1][at]) > 60).length;
  return { width: video.videoWidth, seconds: video.duration, far };
}"""
BLOCK = b"\xa3\x01\x00\x00\x00"
"""Begins each picture of a WebM as it is written here."""


def saved(page: Any, button: str, place: Path) -> Path:
    with page.expect_download() as download:
        page.locator(f".take {button}").click()
    download.value.save_as(place)
    return place


@pytest.mark.browser
def test_a_still_is_as_wide_as_on_paper_and_says_so(opened: Any, tmp_path: Path) -> None:
    opened.locator(".take .mm").fill("85")
    with Image.open(saved(opened, "[data-still=png]", tmp_path / "a.png")) as picture:
        assert picture.width == pytest.approx(85 / 25.4 * 300, abs=1)
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
        assert len(set(picture.convert("RGB").getdata())) > 20  # points, and words
    before = opened.locator(".stage").bounding_box()
    drawn = opened.locator("canvas.points").evaluate("canvas => canvas.width")
    assert drawn == pytest.approx(before["width"], abs=3)  # the screen has its own size again
    opened.locator(".take .mm").fill("9")
    opened.locator(".take [data-still=png]").click()
    opened.get_by_text("A width from 40 to 400 mm").wait_for()


@pytest.mark.browser
def test_an_svg_has_every_point_and_what_is_picked(opened: Any, tmp_path: Path) -> None:
    root = ElementTree.parse(saved(opened, "[data-still=svg]", tmp_path / "a.svg")).getroot()
    assert root.attrib["width"] == "85mm"
    assert len(root.findall(f".//{SVG}circle")) == 60
    words = " ".join(each.text or "" for each in root.iter(f"{SVG}text"))
    assert "step 40" in words
    assert "<b>" in words  # as it was written, not as markup
    opened.locator(".legend button").first.click()
    root = ElementTree.parse(saved(opened, "[data-still=svg]", tmp_path / "b.svg")).getroot()
    groups = [len(each.findall(f"{SVG}circle")) for each in root.iter(f"{SVG}g")]
    assert [count for count in groups if count] == [40, 20]  # the others faint, under those


@pytest.mark.browser
def test_the_replay_becomes_a_film_that_can_be_cancelled(opened: Any, tmp_path: Path) -> None:
    opened.locator(".speed").select_option("4")
    opened.locator(".take [data-film=gif]").click()
    opened.get_by_text("Cancel", exact=True).click()
    opened.get_by_text("Cancelled.").wait_for()
    with Image.open(saved(opened, "[data-film=gif]", tmp_path / "a.gif")) as gif:
        assert gif.size[0] == 960
        assert gif.n_frames == 30  # two seconds at 7 hundredths each
        first = np.asarray(gif.convert("RGB")).astype(int)
        gif.seek(gif.n_frames - 1)
        last = np.asarray(gif.convert("RGB")).astype(int)
        assert gif.info["duration"] == 1500
    assert (np.abs(first - last).max(2) > 60).sum() > 500  # points went elsewhere
    shown = {tuple(each) for each in last.reshape(-1, 3)}
    assert any(abs(r) + abs(g - 0x87) + abs(b - 0xFF) < 30 for r, g, b in shown)  # a class's colour


@pytest.mark.browser
def test_a_video_has_every_moment(opened: Any, browser: Any, tmp_path: Path) -> None:
    opened.locator(".speed").select_option("4")
    place = saved(opened, "[data-film=video]", tmp_path / "a.webm")
    assert place.read_bytes()[:4] == b"\x1aE\xdf\xa3"  # Matroska, of which WebM is a kind
    assert place.read_bytes()[8:].count(BLOCK) == 31  # as many as the GIF has, the last one twice
    blank = browser.new_page()
    shown = blank.evaluate(LOADED, base64.b64encode(place.read_bytes()).decode())
    blank.close()
    assert shown["width"] == 960
    assert shown["seconds"] == pytest.approx(2.03 + 1.51, abs=0.02)
    assert shown["far"] > 500  # points went elsewhere
