"""A caller of a widget's API names the file that it uploaded, and no other of the server's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from pages.widgets import _uploads, clothes, kinship, puzzle
from tests.drawn_clothes import drawn

CALLS: dict[str, Callable[[Any], object]] = {
    "clothes": lambda photo: clothes._classify(photo, None),
    "kinship": lambda photo: kinship._kin(photo, photo, None),
    "puzzle": lambda photo: puzzle._called(photo, None, None),
}


@pytest.fixture
def forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What would be removed in a minute; beside the uploads lies somebody's picture."""
    gone: list[Path] = []
    (tmp_path / "uploads").mkdir()
    drawn("Sneaker").save(tmp_path / "secret.png")
    (tmp_path / "uploads/link.png").symlink_to(tmp_path / "secret.png")
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    monkeypatch.setattr(_uploads, "forget", gone.append)
    return gone


@pytest.mark.parametrize("widget", CALLS)
def test_a_file_that_was_not_uploaded_is_neither_read_nor_removed(
    widget: str, forgotten: list[Path], tmp_path: Path
) -> None:
    for place in (
        tmp_path / "secret.png",
        tmp_path / "uploads/../secret.png",
        tmp_path / "uploads/link.png",
        tmp_path / "uploads",
        "secret.png",
        "/etc/passwd",
        "http://127.0.0.1:1/x.png",
        "a\0b",
        "x" * 5000,
    ):
        with pytest.raises(gr.Error, match="Only a photo that was uploaded is opened"):
            CALLS[widget]({"path": str(place)})
    for odd in (None, 1, "secret.png", [], {}, {"path": None}, {"path": 7}, {"path": ["a"]}):
        with pytest.raises(gr.Error, match="No photo arrived"):
            CALLS[widget](odd)
    assert forgotten == []


def test_one_that_was_is_opened_and_forgotten(forgotten: list[Path], tmp_path: Path) -> None:
    place = tmp_path / "uploads/abc/photo.png"
    place.parent.mkdir()
    drawn("Sneaker").save(place)
    assert _uploads.opened_upload({"path": str(place)}, lambda path: path.name) == "photo.png"
    assert forgotten == [place]


def test_one_thread_forgets_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hundred photos a hundred threads waited for a minute."""
    monkeypatch.setattr(_uploads, "FORGET_AFTER", 0.5)
    monkeypatch.setattr(_uploads, "LOOKS", 0.01)
    places = [tmp_path / f"{number}/photo.png" for number in range(100)]
    for place in places:
        place.parent.mkdir()
        place.write_bytes(b"")
    before = threading.active_count()
    for place in places:
        _uploads.forget(place)
    assert threading.active_count() <= before + 1
    while any(place.parent.exists() for place in places):
        time.sleep(0.01)
