"""The Clothes widget over the shipped checkpoints: the photos' model answers first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.drawn_clothes import drawn
from tests.pages.served import served
from tests.pages.test_clothes_widget import PATIENCE, ask


@pytest.fixture(scope="module")
def shipped_widget(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    from pages.widgets import clothes

    uploads = tmp_path_factory.mktemp("uploads")
    with pytest.MonkeyPatch.context() as patch, served(clothes, uploads, patch) as url:
        yield url


def test_the_photos_model_answers_by_default(shipped_widget: str, tmp_path: Path):
    from gradio_client import Client

    path, client = tmp_path / "photo.png", Client(shipped_widget, verbose=False)
    drawn("T-shirt", noise=3).save(path)
    answer = ask(client, path)
    assert answer["model"] == "photos"
    assert answer["unsure"] == (answer["label"] == "unsure")
    assert "likeness" in answer["reason"].lower()
    assert len(answer["shares"]) == 10
    assert ask(client, path, "small-2d")["model"] == "small-2d"
    assert ask(client, path, "photos")["shares"] == answer["shares"]


def test_what_is_known_of_a_photo_is_said_beside_the_answer():
    from types import SimpleNamespace

    from pages.widgets import clothes

    said = {
        "Shirt": "Right: it is labelled shirt.",
        "Bobble hat": "Wrong: it is labelled hat.",
        "Flip-flops": "Right: it is labelled shoes.",
    }
    for name, words in said.items():
        table, answer, second = clothes._example("me", False, None, SimpleNamespace(name=name))
        assert words in answer
        assert (table, second) == ("", "")
    assert "labelled shoes" in clothes._begin("me", False, None)[2]
    first = clothes._begin("you", False, None)[2]
    assert "Right: it is labelled shirt." in first
    assert "Where it looked" in first


@pytest.mark.browser
def test_both_worlds_side_by_side(shipped_widget: str, page: Any, tmp_path: Path):
    path = tmp_path / "photo.png"
    drawn("Trouser").save(path)
    page.goto(shipped_widget, timeout=PATIENCE)
    page.get_by_text("Right: it is labelled shirt").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Bobble hat").click()
    page.get_by_text("Wrong: it is labelled hat").wait_for(timeout=PATIENCE)
    page.locator("input[type=file]").first.set_input_files(path)
    page.get_by_text("it is labelled").wait_for(state="detached", timeout=PATIENCE)
    assert page.get_by_text("Where it looked").count() == 1
    assert page.get_by_test_id("fashion-label").count() == 0
    page.get_by_label("Compare with").check()
    page.get_by_test_id("fashion-label").wait_for(timeout=PATIENCE)
    assert page.get_by_test_id("fashion-label").inner_text() == "Trouser"
    assert page.get_by_test_id("label").is_visible()
