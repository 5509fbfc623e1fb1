"""The page Models: all finished runs, one of them in full, what can be done with it."""

from __future__ import annotations

import shutil

from tests.conftest import write_checkpoint
from tests.pages.screen import open_screen, texts


def test_every_model_stands_in_the_table_and_one_in_full(folders):
    page = open_screen("models")
    assert not page.exception
    assert page.query_params["run"] in ("tiny", ["tiny"])
    text = texts(page)
    assert "2 of 2 models" in text
    assert 'href="models?run=wide"' in text
    assert ".853 <small>.843 to .863</small>" in text
    assert "LightModel, 12,546 weights" in text
    assert not [button for button in page.button if button.label == "Delete for good"]


def test_which_is_best_for_what_is_told_beside_the_other_of_the_same_images(folders):
    page = open_screen("models", run="wide")
    text = texts(page)
    assert "Which embedding is best for what?" in text
    assert "a picture is named by its nearest" in text
    assert "<b>.853</b> <small>.843 to .863</small>" in text
    assert "Not told apart: a picture is named by its nearest" in text
    assert "the intervals of both cards" in text
    page.toggle(key="paired").set_value(True).run()
    assert not page.exception
    assert "the same queries asked of both" in texts(page)
    (folders / "checkpoints" / "tiny" / "card.json").unlink()
    assert "Which embedding is best" not in texts(open_screen("models", run="wide"))


def test_words_narrow_the_table(folders):
    page = open_screen("models")
    page.text_input[0].set_value("embedding wide").run()
    assert not page.exception
    assert "1 of 2 models" in texts(page)
    page.text_input[0].set_value("resnet").run()
    assert "0 of 2 models" in texts(page)


def test_ones_own_can_be_deleted(folders):
    write_checkpoint(folders / "runs" / "mine")
    page = open_screen("models", run="mine")
    next(button for button in page.button if button.label == "Delete for good").click().run()
    assert not page.exception
    assert not (folders / "runs" / "mine").exists()
    assert "2 of 2 models" in texts(page)


def test_a_link_to_one_that_is_gone_says_so_and_none_at_all_too(folders):
    page = open_screen("models", run="gone")
    assert not page.exception
    assert "No finished run “gone”" in texts(page)
    shutil.rmtree(folders / "checkpoints")
    empty = open_screen("models")
    assert not empty.exception
    assert "No finished run is here yet." in [info.value for info in empty.info]
