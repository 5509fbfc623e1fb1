"""The map's page: what it shows for an address, and the map itself in a real browser."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import urllib.error
import urllib.request

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core import files
from core.comparison.partners import same_points
from core.embeddings import EmbeddingSet, EmbeddingSetWriter, find_embedding_set, write_map
from core.embeddings.maps import ProjectionSpec, measure
from core.embeddings.maps import make as make_map
from core.embeddings.predictions import add_predictions
from core.embeddings.sources import make, stored
from core.jobs.jobs import jobs
from core.jobs.kinds import MAP
from core.jobs.kinds.map import described
from core.runs.find import find_run
from core.runs.run import Run
from pages.components.point_map import _rows
from pages.map.make import fitting_first
from pages.map.saves import saved
from pages.shared.rows_text import rows_text
from tests.pages.screen import component, field, open_screen, texts

LASSO = "a0_-9.5_-9.5_9.5_-9.5_9.5_0_-9.5_0"


def shown(page):
    """What the page handed to the browser's part of the map."""
    return json.loads(component(page, "point_map").bytes)


def test_the_checkpoint_of_the_address_is_shown(folders):
    page = open_screen("map", checkpoint="wide")
    assert not page.exception
    assert page.selectbox[0].value == "wide"
    data = shown(page)
    assert (data["count"], len(data["classes"])) == (400, 10)
    assert data["panes"][0]["title"] == "PCA"
    assert page.query_params["checkpoint"] in ("wide", ["wide"])


def test_choosing_another_goes_into_the_address(folders):
    page = open_screen("map", checkpoint="wide")
    page.selectbox[0].select("tiny").run()
    assert not page.exception
    assert page.query_params["checkpoint"] in ("tiny", ["tiny"])
    assert shown(page)["panes"][0]["title"] == "the net's own output"


def test_an_unknown_checkpoint_or_cloud_is_named(folders):
    page = open_screen("map", checkpoint="../../etc")
    assert not page.exception
    assert any("../../etc" in warning.value for warning in page.warning)
    page = open_screen("map", cloud="../../etc")
    assert not page.exception
    assert any("../../etc" in error.value for error in page.error)


def test_the_pinned_image_has_its_neighbours_in_the_original_space(folders):
    run = Run(folders / "checkpoints" / "wide")
    points = run.embedding("test").astype(np.float64)
    away = np.linalg.norm(points - points[37], axis=1)
    away[37] = np.inf
    card = shown(open_screen("map", checkpoint="wide", image="37"))["card"]
    assert card["row"] == 37
    assert [row for row, _ in card["near"]] == np.argsort(away, kind="stable")[:12].tolist()
    assert card["near"][0][1] == pytest.approx(away.min(), rel=1e-3)


@pytest.mark.parametrize("image", ["-1", "400", "²", "x", "1e3"])
def test_an_image_that_is_not_there_is_no_error(image, folders):
    page = open_screen("map", checkpoint="tiny", image=image)
    assert not page.exception
    assert shown(page)["card"] is None


def test_the_look_of_the_address_reaches_the_map(folders):
    page = open_screen("map", checkpoint="tiny", only="class 3")
    assert shown(page)["view"] == {"colour": "class", "only": [3], "pinned": None, "lasso": None}
    assert page.query_params["only"] in ("class 3", ["class 3"])


def test_the_lasso_of_the_address_reaches_the_map(folders):
    page = open_screen("map", checkpoint="tiny", lasso=LASSO)
    assert shown(page)["view"]["lasso"] == LASSO
    assert page.query_params["lasso"] in (LASSO, [LASSO])


def test_a_lasso_that_cannot_be_drawn_is_refused_in_a_sentence(folders):
    page = open_screen("map", checkpoint="tiny", lasso="a0_1_2_nan_4_5_6")
    assert not page.exception
    assert shown(page)["view"]["lasso"] is None
    assert "lasso" not in page.query_params
    assert any("lasso cannot be read" in each.value for each in page.caption)


def test_opened_bare_the_map_has_a_lasso_where_two_classes_meet(folders):
    page = open_screen("map")
    view = shown(page)["view"]
    points = find_embedding_set(shown(page)["cloud"]).map("own").points()
    line = np.array(view["lasso"].split("_")[1:], float).reshape(-1, 2)
    middle, reach = line.mean(axis=0), np.linalg.norm(line[0] - line.mean(axis=0))
    near = np.linalg.norm(points - middle, axis=1) < reach
    assert np.unique(np.arange(400)[near] % 10, return_counts=True)[1].max() < near.sum()
    again = open_screen("map", checkpoint="tiny")
    assert shown(again)["view"]["lasso"] is None


def test_choosing_another_map_leaves_the_lasso_behind(folders):
    embedding_set = stored(Run(folders / "checkpoints" / "tiny"))
    points = embedding_set.map("own").points()
    write_map(embedding_set, "mirrored", points * [-1, 1], {"method": "pca", "title": "mirrored"})
    page = open_screen("map", checkpoint="tiny", lasso=LASSO)
    page.selectbox(key="bound-map").select("mirrored").run()
    assert "mirrored" in shown(page)["panes"][0]["stops"][-1]["url"]
    assert "lasso" not in page.query_params


def test_a_missing_file_is_a_sentence(folders):
    (folders / "checkpoints" / "tiny" / "embedding" / "test.npy").unlink()
    (folders / "checkpoints" / "tiny" / "embedding" / "test.npy").mkdir()
    page = open_screen("map", checkpoint="tiny")
    assert not page.exception


def test_a_race_lane_is_found_by_both_names(folders):
    (folders / "runs" / "race").mkdir()
    (folders / "checkpoints" / "tiny").rename(folders / "runs" / "race" / "semi-hard")
    page = open_screen("map", checkpoint="race/semi-hard")
    assert page.selectbox[0].value == "race/semi-hard"


@pytest.mark.parametrize(
    "sent",
    [None, 3, {"cloud": "other", "bits": "AQ=="}, {"cloud": "c", "bits": "$$$"}, {"cloud": "c"}],
)
def test_what_is_no_selection_selects_nothing(sent):
    assert _rows(sent, "c", 10) is None


def test_bits_are_rows():
    assert _rows({"cloud": "c", "bits": "BQI="}, "c", 10).tolist() == [0, 2, 9]
    assert _rows({"cloud": "c", "bits": "BQI="}, "c", 9).tolist() == [0, 2]


def test_only_what_a_browser_needs_is_served(server, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_EMBEDDINGS", str(server.folder / "clouds"))
    embedding_set = stored(Run(server.folder / "checkpoints" / "tiny"))

    def get(path: str) -> int:
        try:
            with urllib.request.urlopen(f"{server.url}/clouds/0/{path}") as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return int(error.code)

    assert get(f"{embedding_set.name}/labels.npy") == 200
    assert get(f"{embedding_set.name}/maps/own/points.npy") == 200
    assert get(f"{embedding_set.name}/vectors.npy") == 404
    assert get(f"{embedding_set.name}/cloud.json") == 404
    assert get(f"{embedding_set.name}/maps/..%2f..%2fvectors.npy") in (400, 404)
    assert get("..%2fruns/labels.npy") in (400, 404)


browser_test = pytest.mark.browser
FACTS = """all => {
  const placed = (one, part) => one.querySelector(part).getBoundingClientRect().toJSON();
  return all.map((one) => [placed(one, "dt"), placed(one, "dd")]);
}"""
HELD = """
window.released = new Promise((done) => { window.release = done; });
const make = URL.createObjectURL;
URL.createObjectURL = (blob) =>
  make(blob.type === "text/javascript" ? new Blob(["await released;", blob], blob) : blob);
"""


def open_map(page, server, query="checkpoint=tiny"):
    page.goto(f"{server.url}/map?{query}")
    page.locator(".map[data-whole]").wait_for(timeout=60_000)
    page.wait_for_timeout(300)
    box = page.locator(".map canvas.above").first.bounding_box()
    return box["x"], box["y"], box["width"], box["height"]


def lasso(page, left, top, right, bottom):
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 4)):
        page.mouse.move(x, y, steps=5)
    page.mouse.up()


# To open the app in a browser takes seconds of a core: what one visit can show is one test.
@browser_test
def test_hover_shows_the_picture_and_a_click_pins_one_in_the_address(server, page):
    x, y, wide, high = open_map(page, server)
    tip = page.locator(".map .tip")
    for step in range(40):  # somewhere along the diagonal lies a point
        page.mouse.move(x + wide * step / 40, y + high * step / 40)
        page.wait_for_timeout(30)
        if tip.is_visible():
            break
    assert "class" in tip.inner_text()
    assert "thumbs/000.webp" in tip.locator(".picture").get_attribute("style")
    page.mouse.move(0, 0)
    page.locator(".map .search").fill("37")
    page.locator(".map .search").press("Enter")
    page.locator(".map .card .near .tile").first.wait_for()
    assert page.locator(".map .card .near .tile").count() == 12
    page.wait_for_url("**image=37**")
    page.locator(".map .legend button").nth(2).click()
    page.wait_for_url("**only=class*")


@browser_test
def test_a_lasso_fills_the_grid_and_lives_in_the_address_of_every_browser_and_on_the_way_back(
    server, page, visitors
):
    x, y, wide, high = open_map(page, server)
    page.locator(".map [data-tool=lasso]").click()
    lasso(page, x + 5, y + 5, x + wide / 2, y + high - 5)
    page.wait_for_url("**lasso=a0_**")
    page.locator(".map .picked .tile").first.wait_for()
    count, link = page.locator(".map .count"), page.url
    text = count.inner_text()
    assert text.startswith(page.locator(".map").get_attribute("data-chosen"))
    assert " / " in page.locator(".map .legend").inner_text()
    page.get_by_text(re.compile("^Selected: ")).wait_for()  # the server knows
    other = visitors()
    other.goto(link)
    other.locator(".map .count", has_text=text).wait_for()
    other.locator(".map").press("Escape")
    other.locator(".map .count", has_text="Nothing is selected").wait_for()
    page.locator(".map [data-tool=box]").click()
    lasso(page, x + wide / 2, y + 5, x + wide - 5, y + high - 5)
    page.wait_for_function("link => location.href !== link", arg=link)
    assert count.inner_text() != text
    page.go_back()
    page.locator(".map .count", has_text=text).wait_for()
    page.go_back()
    page.locator(".map .count", has_text="Nothing is selected").wait_for()


@browser_test
def test_the_map_fills_the_window_and_its_card_is_not_squeezed(server, page):
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{server.url}/map?checkpoint=tiny")
    page.locator(".map[data-whole]").wait_for(timeout=60_000)
    page.locator(".map .card .hint").wait_for()
    page.locator(".map .search").fill("37")
    page.locator(".map .search").press("Enter")
    for width, height in ((1920, 1080), (1440, 900)):
        page.set_viewport_size({"width": width, "height": height})
        _the_map_fills(page, height)
        _the_card_has_room(page)


def _the_map_fills(page, height):
    """A moment after the window has that height."""
    for _ in range(600):
        box = page.locator(".map canvas.above").first.bounding_box()
        if box and box["y"] < 250 and height - 100 < box["y"] + box["height"] <= height:
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{box} in a window {height} pixels high")


def _the_card_has_room(page):
    page.locator(".map .card .near .tile").first.wait_for()
    for value in page.locator(".map .card dl > div dd").all():
        value.wait_for()  # seen: a card that is drawn anew has no width for a moment
    facts = page.locator(".map .card dl > div").evaluate_all(FACTS)  # at once: it may be redrawn
    assert facts
    for name, value in facts:
        assert name["bottom"] <= value["top"] + 1
        assert value["width"] > 60
        assert value["height"] < 45


@browser_test
def test_without_webgl_a_sentence_says_so(server, page):
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    page.goto(f"{server.url}/map?checkpoint=tiny")
    page.get_by_text("This browser cannot draw the points").wait_for(timeout=60_000)


def test_a_cloud_can_be_linked(folders):
    embedding_set = stored(Run(folders / "checkpoints" / "tiny"))
    page = open_screen("map", cloud=embedding_set.name)
    assert shown(page)["cloud"] == find_embedding_set(embedding_set.name).name


def many_classes() -> EmbeddingSet:
    """Forty classes in a row, on a map of their own."""
    writer = EmbeddingSetWriter("forty")
    labels = np.arange(80) % 40
    vectors = np.stack([labels, labels % 3], axis=1).astype(np.float32)
    writer.vectors(vectors)
    writer.labels(labels)
    about = {"title": "forty", "source": {"kind": "test"}, "count": 80, "dimension": 2}
    embedding_set = writer.finish(classes=[f"class {i}" for i in range(40)], **about)
    pca = {"method": "pca", "title": "PCA", "parameters": {}, "seed": 0}
    write_map(embedding_set, "plane", vectors, pca)
    return embedding_set


def test_very_many_classes_are_coloured_by_a_dozen_groups(folders):
    embedding_set = many_classes()
    page = open_screen("map", cloud=embedding_set.name)
    assert not page.exception
    data = shown(page)
    assert data["view"]["colour"] == "groups"
    assert "colour" not in page.query_params
    (column,) = [each for each in data["columns"] if each["name"] == "groups"]  # others may follow
    assert len(column["classes"]) == len(set(column["colours"])) == 12
    name = column["classes"][7]
    page = open_screen("map", cloud=embedding_set.name, only=name)
    assert shown(page)["view"]["only"] == [7]
    assert page.query_params["only"] in (name, [name])
    page = open_screen("map", cloud=embedding_set.name, only="class 39")  # a link of before
    assert shown(page)["view"] == {"colour": "class", "only": [39], "pinned": None, "lasso": None}
    assert page.query_params["colour"] in ("class", ["class"])


def test_a_map_opens_on_what_was_made_rather_than_on_the_plane_that_costs_nothing(folders):
    embedding_set = many_classes()
    assert shown(open_screen("map", cloud=embedding_set.name))["panes"][0]["title"] == "PCA"
    points = embedding_set.map("plane").points()
    for age, method in enumerate(("umap", "tsne")):
        about = {"method": method, "title": method, "parameters": {}, "seed": 0}
        place = write_map(embedding_set, method, points, about).folder / "points.npy"
        os.utime(place, (1e9 - age, 1e9 - age))
    write_map(embedding_set, "other", points, {"method": "pca", "title": "PCA of", "seed": 0})
    assert shown(open_screen("map", cloud=embedding_set.name))["panes"][0]["title"] == "umap"


def two_maps(server, monkeypatch):
    """A second projection of the tiny checkpoint: the first one, mirrored."""
    monkeypatch.setenv("EMBEDSCOPE_EMBEDDINGS", str(server.folder / "clouds"))
    embedding_set = stored(Run(server.folder / "checkpoints" / "tiny"))
    own = embedding_set.map("own").points()
    write_map(embedding_set, "mirrored", own * [-1, 1], {"method": "pca", "title": "mirrored"})
    return embedding_set


@browser_test
def test_a_selection_on_one_map_appears_on_the_other_and_one_becomes_the_other(
    server, page, monkeypatch
):
    embedding_set = two_maps(server, monkeypatch)
    x, y, wide, high = open_map(
        page, server, f"checkpoint=tiny&beside={embedding_set.name}/mirrored"
    )
    assert page.locator(".map .pane").count() == 2
    second = page.locator(".map canvas.points").nth(1)
    before = second.screenshot()
    page.locator(".map [data-tool=lasso]").click()
    lasso(page, x + 5, y + 5, x + wide / 2, y + high - 5)
    page.locator(".map .picked .tile").first.wait_for()
    page.wait_for_timeout(300)
    assert second.screenshot() != before
    # laid on the first by Procrustes, the mirrored map looks the same
    page.locator(".map .named").uncheck()
    page.locator(".map .clear").click()
    page.wait_for_timeout(300)
    first = page.locator(".map canvas.points").first
    one, other = (
        np.asarray(Image.open(io.BytesIO(canvas.screenshot())), np.float64)
        for canvas in (first, second)
    )
    assert np.abs(one - other).mean() < 0.5 * np.abs(one - other[:, ::-1]).mean()
    page.get_by_text("One becomes the other").click()
    page.locator(".map .pane").nth(1).wait_for(state="detached")
    page.locator(".map .pane .time input").wait_for()
    page.locator(".map .pane .play").click()
    page.locator(".map .pane .time output", has_text=re.compile("mirrored$")).wait_for()


@browser_test
def test_a_map_that_changes_while_its_script_loads_is_drawn_once(server, page, monkeypatch):
    embedding_set = two_maps(server, monkeypatch)
    add_predictions(embedding_set)
    for each in embedding_set.maps().values():
        measure(embedding_set, each)  # so that the page asks for nothing by itself
    page.add_init_script(HELD)
    page.goto(f"{server.url}/map?checkpoint=tiny&part=Data+quality")
    page.get_by_label("Compare with").click()
    page.get_by_role("option", name="mirrored").click()
    page.get_by_text("that moved most").wait_for(state="attached")
    page.evaluate("release()")
    page.locator(".map[data-whole]").wait_for()
    page.locator(".map .search").fill("37")
    page.locator(".map .search").press("Enter")
    page.locator(".map .card .near .tile").first.wait_for()  # what the page answers
    assert page.locator(".map .pane").count() == 2


def test_the_points_that_moved_most_are_selected(folders):
    embedding_set = stored(Run(folders / "checkpoints" / "tiny"))
    points = np.array(embedding_set.map("own").points())
    points[7] += 100
    write_map(embedding_set, "moved", points, {"method": "pca", "title": "moved"})
    page = open_screen(
        "map", checkpoint="tiny", beside=f"{embedding_set.name}/moved", part="Data quality"
    )
    button = next(b for b in page.button if "moved most" in b.label)
    button.click().run()
    assert not page.exception
    assert shown(page)["wish"]["rows"][0] == 7


def test_links_of_before_open_the_same_part(folders):
    page = open_screen("map", checkpoint="tiny", part="Save")
    assert any(b.label == "Download 400 points" for b in page.get("download_button"))


def test_a_link_says_as_what_the_points_are_saved(folders):
    page = open_screen("map", checkpoint="tiny", part="Export", **{"as": "huggingface"})
    assert field(page, "selectbox", "Save as").value == "huggingface"
    assert any("datasets.load_dataset opens the folder" in each.value for each in page.caption)
    field(page, "selectbox", "Save as").select("faiss").run()
    assert not page.exception
    assert page.query_params["as"] in ("faiss", ["faiss"])


def test_the_file_that_is_offered_is_made(folders):
    embedding_set = stored(Run(folders / "checkpoints" / "tiny"))
    with saved(embedding_set, "parquet", 2, np.arange(30)) as file:
        table = pq.ParquetFile(io.BytesIO(file.read())).read()
    assert table.num_rows == 30
    assert len(table["neighbours"][0]) == 2


def test_a_link_selects_by_columns_and_another_selection_ends_that(folders):
    embedding_set = stored(Run(folders / "checkpoints" / "tiny"))
    name = embedding_set.about()["classes"][2]
    page = open_screen("map", checkpoint="tiny", part="Select", where=f"class={name}")
    assert not page.exception
    rows = np.flatnonzero(embedding_set.labels() == 2)
    assert shown(page)["wish"]["rows"] == rows.tolist()
    assert any(button.label.startswith("class=") for button in page.button)
    next(button for button in page.button if button.label.startswith("class=")).click().run()
    assert shown(page)["wish"]["rows"] == []
    assert "where" not in page.query_params
    page = open_screen("map", checkpoint="tiny", where="class=unicorn")
    assert any("has no 'unicorn'" in each.value for each in page.caption)


def test_points_that_were_clicked_stand_in_the_link_and_come_back(folders):
    text = rows_text(np.array([3, 77, 200]), 400)
    page = open_screen("map", checkpoint="tiny", rows=text)
    assert not page.exception
    assert shown(page)["wish"]["rows"] == [3, 77, 200]
    lost = open_screen("map", checkpoint="tiny", rows="nonsense")
    assert any("not of this set" in each.value for each in lost.caption)


def by_hand(name, rows, lasso):
    """A page on which the map says that these rows are selected."""
    import numpy as np

    from core.embeddings import find_embedding_set
    from pages.components.point_map import Seen, View
    from pages.map.by_hand import keep_by_hand

    seen = Seen(np.array(rows), View(lasso=lasso))
    keep_by_hand(find_embedding_set(name), seen, key="map")


def test_the_link_holds_what_was_clicked_unless_it_is_too_much(folders, monkeypatch):
    name = stored(Run(folders / "checkpoints" / "tiny")).name

    def page(*args):
        return AppTest.from_function(by_hand, args=(name, *args)).run()

    kept = page([5, 9], None)
    assert not kept.exception
    text = rows_text(np.array([5, 9]), 400)
    assert kept.query_params["rows"] in (text, [text])
    assert "rows" not in page([5, 9], "a0_1_1_2_1_2_2").query_params
    monkeypatch.setattr("pages.shared.rows_text.LONGEST", 10)
    long = page([5, 9], None)
    assert "rows" not in long.query_params
    assert any("too much for a link" in each.value for each in long.caption)


def test_ones_own_files_are_a_press_away(folders):
    page = open_screen("map", checkpoint="tiny")
    page.button(key="make-own").click().run()
    assert not page.exception
    assert page.query_params["make"] in ("upload", ["upload"])
    assert page.get("file_uploader")
    next(button for button in page.button if button.label == "Back to the map").click().run()
    assert shown(page)["count"] == 400


def test_a_net_is_not_offered_images_that_are_not_its_own(tmp_path, monkeypatch):
    for name in ("DATA", "EMBEDDINGS"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path))
    page = open_screen("map", make="run")
    page.selectbox(key="make-run").select("light-2d").run()
    assert not page.exception
    images = next(box for box in page.selectbox if box.label == "Images")
    assert images.value is None
    assert any("Get Fashion-MNIST" in button.label for button in page.button)
    assert not any(button.label == "Make the map" for button in page.button)
    images.select("digits").run()
    assert any(button.label == "Make the map" for button in page.button)


def test_a_net_whose_images_are_here_comes_first(own_places):
    card = own_places / "checkpoints" / "wide" / "card.json"
    card.write_text(card.read_text().replace('"fashion-mnist"', '"digits"'))
    runs = {name: find_run(name) for name in ("tiny", "wide")}
    assert list(fitting_first(runs)) == ["wide", "tiny"]


def test_what_is_worth_a_look_is_searched_when_asked(folders):
    page = open_screen("map", checkpoint="tiny", part="Find")
    assert not page.get("arrow_data_frame")
    next(b for b in page.button if b.label.startswith("Search for label errors")).click().run()
    assert not page.exception
    page.run()
    assert any("Near-duplicates" in str(c) for c in page.get("button_group"))


def test_a_projection_is_queued_and_the_address_follows_it(folders):
    page = open_screen("map", checkpoint="tiny")
    next(b for b in page.button if b.label == "Project").click().run()
    assert not page.exception
    (job,) = jobs().all()
    assert (job.kind, job.state, job.about["wish"]["method"]) == ("map", "queued", "umap")
    assert job.job in page.query_params["job"]


def test_a_map_is_shown_while_its_job_finds_out_what_is_known_of_it(folders):
    there, spec = stored(find_run("tiny")), ProjectionSpec("pca")
    found = make_map(there, spec)
    files.write_json(found.folder / "map.json", found.about() | {"quality": None})
    job = jobs().start(MAP, described(there.name, spec), title="The axes of tiny")
    page = open_screen("map", job=job)
    assert not page.exception
    assert page.query_params["map"] in (found.name, [found.name])
    assert shown(page)["count"] == 400
    assert "The axes of tiny" in texts(page)  # with its bar, and a button that stops it
    assert [button for button in page.button if button.label == "Stop"]
    assert "has not been measured yet" in texts(page)


def test_a_job_that_is_gone_is_said(folders):
    page = open_screen("map", job="20200101-000000-abcdef")
    assert not page.exception
    assert any("no job" in warning.value for warning in page.warning)
    assert shown(page)["count"] == 400


def test_a_link_to_a_map_that_is_not_here_offers_to_make_it(folders):
    by = '{"method":"tsne","seed":3,"parameters":{"perplexity":12.0}}'
    page = open_screen("map", checkpoint="tiny", map="tsne-2d-0123456789ab", by=by)
    assert not page.exception
    assert any("t-SNE of A tiny run" in info.value for info in page.info)
    next(b for b in page.button if b.label == "Make it").click().run()
    assert not page.exception
    (job,) = jobs().all()
    spec = job.about["wish"]
    assert (spec["method"], spec["seed"], spec["parameters"]["perplexity"]) == ("tsne", 3, 12.0)


def test_a_link_to_points_that_are_not_here_offers_to_make_them(folders):
    of = '{"kind":"pixels","data":"digits"}'
    page = open_screen("map", cloud="digits-0123456789ab", of=of, by='{"method":"pca"}')
    assert not page.exception
    next(b for b in page.button if b.label == "Make it").click().run()
    (job,) = jobs().all()
    assert job.about["source"] == {"kind": "pixels", "data": "digits"}


@pytest.mark.parametrize(
    "query",
    [
        {"of": "{", "cloud": "x"},
        {"of": '{"kind":"upload","file":"/etc/passwd"}', "cloud": "x"},
        {"by": '{"method":"none"}', "checkpoint": "tiny"},
        {"by": '{"wrong":1}', "checkpoint": "tiny"},
        {"by": "[1]", "checkpoint": "tiny"},
    ],
)
def test_a_link_that_makes_no_sense_is_a_sentence(query, folders):
    page = open_screen("map", **query)
    assert not page.exception
    assert page.error
    assert not any(b.label == "Make it" for b in page.button)


def test_the_address_says_how_a_map_was_made(folders):
    embedding_set = make({"kind": "pixels", "data": "digits", "split": "test", "sample": 100})
    find = make_map(embedding_set, ProjectionSpec("pca", seed=2))
    page = open_screen("map", cloud=embedding_set.name, map=find.name)
    assert not page.exception
    kept = (page.query_params[key] for key in ("of", "by"))
    of, by = (json.loads(each if isinstance(each, str) else each[0]) for each in kept)
    assert of == {"kind": "pixels", "data": "digits", "sample": 100}
    assert by == {"method": "pca", "seed": 2}


def test_a_net_while_it_trained_is_shown_at_once(folders):
    frames = folders / "checkpoints" / "tiny" / "frames"
    shutil.rmtree(frames, ignore_errors=True)
    frames.mkdir()
    random = np.random.default_rng(0)
    for step in (0, 5, 10):
        points = random.normal(size=(50, 2)).astype(np.float32)
        np.save(frames / f"{step:06d}.npy", (step + 1) * points)
    np.save(frames / "labels.npy", np.arange(50) % 10)
    classes = [str(i) for i in range(10)]
    about = {"data": "fashion-mnist", "split": "test", "classes": classes, "indices": [*range(50)]}
    (frames / "probe.json").write_text(json.dumps(about))
    embedding_set = make({"kind": "training", "run": "tiny"})
    page = open_screen("map", cloud=embedding_set.name)
    assert not page.exception
    stops = shown(page)["panes"][0]["stops"]
    assert [stop["label"] for stop in stops[:-1]] == ["step 0", "step 5", "step 10"]


def test_a_link_finds_the_map_that_was_made_so_under_whatever_name(folders):
    embedding_set = stored(find_run("wide"))
    made = make_map(embedding_set, ProjectionSpec("pca", seed=2))
    page = open_screen("map", checkpoint="wide", by='{"method":"pca","seed":2}')
    assert not page.exception
    assert not any(b.label == "Make it" for b in page.button)
    assert f"maps/{made.name}/points.npy" in shown(page)["panes"][0]["stops"][-1]["url"]
    page.run()  # the address now says how the map was made; it is still there
    assert not any(b.label == "Make it" for b in page.button)


@pytest.mark.parametrize(("sample", "alike"), [(None, True), (360, True), (100, False)])
def test_maps_of_all_images_lie_side_by_side_however_that_was_asked(sample, alike, folders):
    every = make({"kind": "pixels", "data": "digits"})
    other = make({"kind": "pixels", "data": "digits", "sample": sample, "seed": 1})
    assert (other in same_points(every)) == alike
