"""What a newcomer sees: on a machine without data sets every page opens on something to look at."""

from __future__ import annotations

import json

import pytest

from core.paths import ROOT
from tests.pages.screen import component, open_screen


@pytest.fixture(autouse=True)
def bare(tmp_path, monkeypatch):
    """The shipped checkpoints, and nothing else."""
    for name in ("DATA", "RUNS", "CLOUDS", "EMBEDDINGS", "OWN"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path / name.lower()))
    assert (ROOT / "checkpoints" / "small-2d").is_dir()


def opened(name):
    """The page as it opens: nothing broken, nothing refused, no button dead."""
    page = open_screen(name)
    assert not page.exception
    assert not page.error
    assert not page.warning
    assert not [button.label for button in page.button if button.disabled]
    return page


def all_html(page):
    return "\n".join(each.proto.body for each in page.get("html"))


def test_home_plays_a_race_and_shows_four_pictures():
    page = opened("home")
    assert b'"plays": true' in component(page, "race_maps").bytes
    assert len(page.get("image")) == 4


def test_the_map_shows_pictures_and_a_selection():
    page = opened("map")
    sent = json.loads(component(page, "point_map").bytes)
    assert sent["count"] == 10_000
    assert sent["sheets"]
    assert not page.info


def test_the_lab_is_ready_to_race_and_plays_a_finished_one():
    page = opened("triplet_lab")
    assert b'"plays": true' in component(page, "race_maps").bytes
    assert any(button.label.startswith("Race") for button in page.button)


def test_train_can_be_started():
    page = opened("train")
    assert any(button.label.startswith("Start") for button in page.button)


def test_evaluation_shows_images_of_a_real_confusion():
    page = opened("evaluation")
    html = all_html(page)
    assert "/thumbs/" in html
    assert html.count('class="picture') >= 20
    assert any("predicted as" in each.value for each in page.markdown)


def test_curves_draws_a_study():
    page = opened("curves")
    assert len(page.get("plotly_chart")) == 3
    assert not page.info


def test_inside_the_network_says_why():
    page = opened("inside_network")
    assert len(page.get("image")) == 3  # the picture, Grad-CAM, occlusion
    assert any(each.value.startswith("Prediction: **") for each in page.markdown)


def test_data_and_models_and_studies_are_not_empty():
    assert opened("data").get("image")  # the digits
    keys = {button.key for button in opened("models").get("download_button")}
    assert {"models-zip", "csv-table-models"} <= keys
    assert len(opened("studies").get("page_link")) > 15
