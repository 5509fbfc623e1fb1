"""The family's page: faces of uploaded photos, the matrix, the parents' question."""

from __future__ import annotations

import re

import pytest
from PIL import Image

from core.figures.theme import LIGHT, contrast
from pages.faces.faces import DRAWN, OWN, as_png
from tests.drawn_faces import scene
from tests.pages.screen import open_screen


@pytest.fixture(autouse=True)
def no_data(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDSCOPE_DATA", str(tmp_path / "none"))


def with_own_photos():
    page = open_screen("faces", view="family")
    return page.segmented_control(key="family-way").set_value(OWN).run()


def test_it_opens_on_a_drawn_family_and_says_so():
    page = open_screen("faces", view="family")
    assert not page.exception
    assert page.segmented_control(key="family-way").value == DRAWN
    assert any("drawings, not people" in info.value for info in page.info)
    assert [field.value for field in page.text_input] == ["Mother", "Father", "Daughter", "Son"]
    assert len(page.get("plotly_chart")) == 1


def test_without_photos_it_says_what_to_do():
    page = with_own_photos()
    assert not page.exception
    assert any("in one photo or several" in info.value for info in page.info)


def test_a_group_photo_becomes_a_matrix_and_an_answer():
    page = with_own_photos()
    group = scene((900, 400), [(20, 40, 260), (320, 60, 240), (620, 50, 250)])
    files = [
        ("group.png", as_png(group), "image/png"),
        ("notes.png", b"hello there, no picture", "image/png"),
    ]
    page.file_uploader[0].set_value(files).run()
    assert not page.exception
    assert any("notes.png" in warning.value for warning in page.warning)
    names = [field.value for field in page.text_input]
    assert names == ["group 1", "group 2", "group 3"]
    assert len(page.get("plotly_chart")) == 1
    said = " ".join(text.value for text in page.markdown)
    assert "Too close to call" in said or "looks more like" in said
    page.text_input[0].set_value("Ann").run()
    assert any("Ann" in box.options for box in page.selectbox)
    page.text_input[1].set_value("").run()  # left out
    assert not page.exception
    assert any("Three faces are needed" in caption.value for caption in page.caption)


def test_a_picture_without_a_face_is_left_out_unless_it_is_taken_whole():
    page = with_own_photos()
    blank = Image.new("RGB", (120, 120), "navy")
    page.file_uploader[0].set_value([("blank.png", as_png(blank), "image/png")]).run()
    assert any("No face was found" in warning.value for warning in page.warning)
    page.checkbox[0].check().run()
    assert not page.exception
    assert not page.warning
    assert [field.value for field in page.text_input] == ["blank"]


@pytest.mark.browser
def test_a_dead_button_can_be_read(server, page):
    page.emulate_media(color_scheme="light")
    page.goto(f"{server.url}/faces?view=own")
    words = page.locator("button[data-testid^=stBaseButton-primary] p")
    words.wait_for()
    shade = words.evaluate(
        "one => { one.closest('button').disabled = true; return getComputedStyle(one).color; }"
    )
    hexes = "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", shade)[:3])
    assert contrast(hexes, LIGHT.background) > 4.5
