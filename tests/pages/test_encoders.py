"""Encoders on the pages: brought on Models, looked at, kept; and Map through any of them."""

from __future__ import annotations

from pathlib import Path

from core.encoders import own
from core.jobs.jobs import jobs
from tests.core.encoders.files import onnx_means
from tests.pages.screen import field, open_screen, press, texts


def bring(folders: Path, file: Path):
    page = open_screen("models", opened="bring-encoder-opened")
    field(page, "text_input", "Or a file on the server").set_value(str(file)).run()
    assert not page.exception
    return page


def errors(page) -> str:
    return "\n".join(str(each.value) for each in page.error)


def test_an_encoder_is_brought_looked_at_changed_and_kept(folders):
    page = bring(folders, onnx_means(folders / "mine.onnx", ["n", 3, 96, 96]))
    assert "Vectors of **3** numbers" in texts(page)
    assert field(page, "text_input", "Size").value == "96x96"
    field(page, "text_input", "Mean").set_value("0.5").run()
    field(page, "text_input", "Name").set_value("Mine").run()
    press(page, "Keep it")
    (known,) = own.all_own()
    assert (known.title, known.preprocessing["mean"]) == ("Mine", "0.5,0.5,0.5")
    assert "Mine is kept" in "\n".join(str(each.value) for each in page.success)
    assert "**Mine**" in texts(page)
    press(page, "Delete for good")
    assert own.all_own() == []


def test_what_is_wrong_with_a_file_is_said_and_changing_mends_it(folders):
    broken = folders / "broken.onnx"
    broken.write_bytes(b"\xff" * 50)
    assert "cut off or damaged" in errors(bring(folders, broken))
    page = bring(folders, onnx_means(folders / "maps.onnx", ["n", 3, 96, 96], keep=True))
    assert "pool=mean" in errors(page)
    field(page, "selectbox", "Several vectors become one by").select("mean").run()
    assert not page.exception
    assert "Vectors of **3** numbers" in texts(page)
    assert not page.error


def test_weights_ask_for_their_net(folders):
    from safetensors.torch import save_file

    from core.nets import build

    file = folders / "weights.safetensors"
    save_file(build("light", dimension=4).state_dict(), file)
    page = bring(folders, file)
    assert "name their net" in texts(page)
    field(page, "selectbox", "Whose weights these are").set_value("light").run()
    assert not page.exception
    assert "Vectors of **4** numbers" in texts(page)


def test_a_broken_own_encoder_is_shown_with_the_way_out(folders):
    (folders / "encoders/enc-0123456789ab").mkdir(parents=True)
    page = open_screen("models")
    assert not page.exception
    assert "The card of enc-0123456789ab cannot be read" in errors(page)


def test_map_goes_through_any_encoder(folders):
    page = open_screen("map", make="encoder", encoder="checkpoint:tiny")
    assert not page.exception
    assert "keeps no weights" in errors(page)
    assert not [button for button in page.button if button.label == "Make the map"]
    page = open_screen("map", make="encoder")
    field(page, "selectbox", "Encoder").set_value("net:efficientnet-lite0").run()
    press(page, "Make the map")
    (job,) = jobs().all()
    assert job.about["source"]["encoder"] == "net:efficientnet-lite0"
    assert job.about["source"]["data"] == "digits"
    jobs().cancel(job.job)
