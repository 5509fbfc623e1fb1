"""The page Data: what is here with pictures, what can be fetched or removed, one's own images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core import data
from core.data.fetch import removable, remove
from core.errors import DataMissing
from core.registry import entries
from pages.data.samples import SIDE, samples
from tests.core.data import making
from tests.pages.screen import open_screen


def texts(page):
    return "\n".join(b.value for b in [*page.markdown, *page.caption, *page.text, *page.subheader])


@pytest.fixture
def mnist(own_places: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An MNIST of 30 and 20 images in a data folder of the test's own."""
    folder = own_places / "sets"
    for name in ("DATA", "SYSTEM_DATA"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(folder if name == "DATA" else folder / "no"))
    making.idx_set(folder / "MNIST" / "raw", packed=False)
    constants = entries("core.data.sets")["mnist"].constants
    monkeypatch.setitem(constants, "SIZES", {"train": 30, "test": 20})
    return folder


def test_every_set_has_a_card_and_those_that_are_here_have_pictures(mnist: Path) -> None:
    page = open_screen("data")
    assert not page.exception
    text = texts(page)
    for name in data.names():
        assert f"**{data.title(name)}**" in text
    assert "30 training · 20 test images · 10 classes" in text
    assert len(page.get("image")) == 2  # the digits are always here
    labels = [button.label for button in page.button]
    assert "Get CIFAR-10 (170 MB)" in labels
    assert "Get MNIST (12 MB)" not in labels
    assert "None yet." in text


def test_a_sheet_holds_the_pictures_evenly_spaced(mnist: Path) -> None:
    sheet = samples("mnist", "here")
    assert sheet.shape == (2 * SIDE, 10 * SIDE, 3)  # twenty test images
    images = data.load("mnist", "test").images
    first = np.asarray(images[0], float).mean()
    assert abs(float(sheet[:SIDE, :SIDE].mean()) - first) < 3


def test_what_was_fetched_can_be_removed_and_nothing_else(mnist: Path) -> None:
    (mnist / "mine.txt").write_text("kept")
    page = open_screen("data")
    buttons = [button for button in page.button if button.label == "Remove for good"]
    assert len(buttons) == 1
    buttons[0].click().run()
    assert not page.exception
    assert data.find("mnist") is None
    assert [path.name for path in mnist.iterdir()] == ["mine.txt"]
    assert not removable("digits")
    with pytest.raises(DataMissing, match="does not lie in the data folder"):
        remove("digits")


def test_runs_stand_beside_what_they_learned_from(folders: Path) -> None:
    text = texts(open_screen("data"))
    assert "A tiny run" in text  # both of the made checkpoints learned from Fashion-MNIST
