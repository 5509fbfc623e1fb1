import csv
import io

import numpy as np
import pytest

from core.training.runs import Run
from pages.blocks.cloud import cloud_of, cloud_table
from tests.pages.screen import open_screen


def test_the_checkpoint_of_the_url_is_shown(folders):
    page = open_screen("map", checkpoint="wide")
    assert page.selectbox[0].value == "wide"
    assert any("first two principal axes" in caption.value for caption in page.caption)
    assert page.query_params["checkpoint"] in ("wide", ["wide"])


def test_choosing_another_goes_into_the_url(folders):
    page = open_screen("map", checkpoint="wide")
    page.selectbox[0].select("tiny").run()
    assert not page.exception
    assert page.query_params["checkpoint"] in ("tiny", ["tiny"])
    assert any("d = 2." in caption.value for caption in page.caption)


def test_an_unknown_checkpoint_is_named(folders):
    page = open_screen("map", checkpoint="../../etc")
    assert not page.exception
    assert any("../../etc" in warning.value for warning in page.warning)


def test_neighbours_of_the_image_in_the_url(folders):
    run = Run(folders / "checkpoints" / "wide")
    points = run.embedding("test").astype(np.float64)
    labels = run.labels("test")
    away = np.linalg.norm(points - points[37], axis=1)
    away[37] = np.inf
    same = int((labels[np.argsort(away)[:12]] == labels[37]).sum())
    page = open_screen("map", checkpoint="wide", image="37")
    text = [block.value for block in page.markdown if "Image 37" in block.value]
    assert text
    assert f"{same} of 12" in text[0]


@pytest.mark.parametrize("image", ["-1", "400", "²", "x", "1e3"])
def test_an_image_that_is_not_there_is_no_error(image, folders):
    page = open_screen("map", checkpoint="tiny", image=image)
    assert not page.exception
    assert any("Click an image" in info.value for info in page.info)


def test_the_table_holds_the_selection(folders):
    cloud = cloud_of(Run(folders / "checkpoints" / "tiny"))
    rows = list(csv.DictReader(io.StringIO(cloud_table(cloud, [3, 11]))))
    assert [(row["image"], row["class"]) for row in rows] == [("3", "class 3"), ("11", "class 1")]
    assert float(rows[0]["x"]) == pytest.approx(float(cloud.plane.points[3, 0]), rel=1e-4)


def test_a_missing_file_is_a_sentence(folders):
    (folders / "checkpoints" / "tiny" / "thumbs" / "test.json").unlink()
    page = open_screen("map", checkpoint="tiny")
    assert not page.exception
    assert any("test.json" in error.value for error in page.error)


def test_a_race_lane_is_found_by_both_names(folders):
    (folders / "runs" / "race").mkdir()
    (folders / "checkpoints" / "tiny").rename(folders / "runs" / "race" / "semi-hard")
    page = open_screen("map", checkpoint="race/semi-hard")
    assert page.selectbox[0].value == "race/semi-hard"
