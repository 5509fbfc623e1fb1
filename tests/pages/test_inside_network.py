"""The page Inside the network: its views, bad uploads, a picture given in a real browser."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from core.__main__ import main
from core.runs import test_images as images_of_test
from tests.made_classifier import write_classifier
from tests.pages.screen import open_screen, texts

PATIENCE = 240_000  # milliseconds: two cores that run other tests too are slow, not broken
VIEWS = {"filters": 1, "activations": 1, "excites": 1, "reasons": 0, "moved": 4}


@pytest.fixture(autouse=True)
def made(folders, tmp_path, monkeypatch):
    """A colour net and a gray one, and no data set on the machine."""
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path / "none"))
    images_of_test._loaded.cache_clear()
    write_classifier(folders / "checkpoints" / "colour")
    write_classifier(folders / "checkpoints" / "gray", net="simple-cnn", data="mnist")
    return folders


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("run", ["colour", "gray"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_colour_and_a_gray_net(run, view):
    page = open_screen("inside_network", run=run, view=view)
    assert not page.exception
    assert not page.error
    assert page.selectbox[0].value == run
    assert len(page.get("plotly_chart")) >= VIEWS[view]
    assert page.query_params["run"] in (run, [run])


def test_the_maps_of_a_picture_are_checked_on_request_and_over_many_where_that_was_kept(made):
    page = open_screen("inside_network", run="gray", view="reasons")
    assert not page.exception
    assert "core explain-check gray --keep" in texts(page)
    assert "Likeness, " not in texts(page)
    page.toggle(key="believe").set_value(True).run()
    assert not page.exception
    said = texts(page)
    assert "Likeness, the last layer" in said
    assert "one picture, so without intervals" in said
    assert main(["explain-check", "gray", "--images", "2", "--keep"]) == 0
    said = texts(open_screen("inside_network", run="gray", view="reasons"))
    assert "Means over 2 test images" in said
    assert "Gain over random" in said


def test_the_address_chooses_layer_channel_and_image():
    page = open_screen(
        "inside_network", run="colour", view="activations", layer="conv-2", channel="7", image="3"
    )
    assert not page.exception
    assert [box.value for box in page.selectbox] == ["colour", "conv-2"]
    assert sorted(field.value for field in page.number_input) == [3, 7]
    said = " ".join(each.value for each in page.caption)
    assert "test image 3, *none*" in said
    assert "channel 7" in said.lower()
    page.selectbox[1].select("conv-1").run()
    assert not page.exception  # it has six channels: 7 is none of them
    assert "channel" not in page.query_params


@pytest.mark.parametrize("nonsense", [{"layer": "x"}, {"image": "-4"}, {"channel": "1e9"}])
def test_nonsense_in_the_address_is_no_error(nonsense):
    page = open_screen("inside_network", run="colour", view="activations", **nonsense)
    assert not page.exception
    assert not page.error


def test_an_unknown_net_is_named():
    page = open_screen("inside_network", run="../../etc")
    assert not page.exception
    assert any("../../etc" in each.value for each in page.warning)


def test_without_images_it_says_how_to_get_them(made):
    for path in (made / "checkpoints" / "colour" / "thumbs").iterdir():
        path.unlink()
    for view in ("activations", "excites", "reasons"):
        page = open_screen("inside_network", run="colour", view=view)
        assert not page.exception
        assert any("keeps no thumbnails" in each.value for each in page.markdown)
        assert [b.label for b in page.button if "Get" in b.label] == ["Get CIFAR-100 (169 MB)"]


def test_an_upload_is_looked_at_and_a_bad_one_is_a_sentence():
    page = open_screen("inside_network", run="gray", view="activations", picture="your own")
    noise = np.random.default_rng(0).integers(0, 255, (40, 50, 3), np.uint8)
    page.file_uploader[0].set_value([("cat.png", png(noise), "image/png")]).run()
    assert not page.exception
    assert any("cat.png" in each.value for each in page.caption)
    assert page.get("plotly_chart")
    page.file_uploader[0].set_value([("cat.png", b"no picture", "image/png")]).run()
    assert not page.exception
    assert any("cat.png: " in each.value for each in page.error)


def test_before_and_after_says_where_it_began():
    page = open_screen("inside_network", run="colour", view="moved")
    said = " ".join(each.value for each in page.markdown)
    assert "random initial weights, drawn again from seed 0" in said
    assert "median filter has a cosine of" in said


@pytest.mark.browser
def test_a_picture_that_is_given_is_seen_by_the_layers(server, page):
    folder = server.folder / "checkpoints" / "gray"
    if not folder.is_dir():
        write_classifier(folder, net="simple-cnn", data="mnist")
    page.goto(f"{server.url}/inside_network?run=gray&view=activations&picture=your+own")
    page.get_by_text("It stays on this machine").wait_for()
    assert not page.locator(".js-plotly-plot").count()
    pixels = np.zeros((60, 60), np.uint8)
    pixels[10:50, 25:35] = 255
    page.set_input_files(
        "input[type=file]", {"name": "one.png", "mimeType": "image/png", "buffer": png(pixels)}
    )
    # the first answer waits until the models process has started
    page.locator(".js-plotly-plot .point").nth(31).wait_for(state="attached", timeout=PATIENCE)
    assert page.locator(".js-plotly-plot .point").count() == 32
    page.get_by_text("All 32 channels, by largest value").wait_for()
    assert "run=gray" in page.url
    assert "picture=your" in page.url
