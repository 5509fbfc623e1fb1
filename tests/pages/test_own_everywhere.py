"""Somebody's own images can be chosen wherever a data set is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.choices import choices
from core.data.own import OwnSet
from core.embeddings.sources import check
from core.embeddings.uploads.classes import take
from tests.made_classifier import write_classifier
from tests.pages.screen import field, open_screen, texts

TITLE = "cups (your own)"


def taken(path: Path, folders: str) -> OwnSet:
    """Forty pictures, in turns in each of the folders."""
    draw = np.random.default_rng(0)
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(40):
            png = io.BytesIO()
            Image.fromarray(draw.integers(0, 255, (20, 20, 3), np.uint8)).save(png, "PNG")
            archive.writestr(f"{folders[number % len(folders)]}/{number}.png", png.getvalue())
    return take(path, path.name).known


@pytest.fixture
def cups(own_places: Path, tmp_path: Path) -> OwnSet:
    return taken(tmp_path / "cups.zip", "abcd")


@pytest.fixture
def loose(own_places: Path, tmp_path: Path) -> OwnSet:
    """All in one folder."""
    return taken(tmp_path / "loose.zip", "a")


@pytest.mark.parametrize(
    ("page", "query", "kind", "label"),
    [
        ("map", {"make": "pixels"}, "selectbox", "Images"),
        ("triplet_lab", {}, "selectbox", "Data set"),
        ("train", {}, "selectbox", "Data set"),
        ("unseen_class", {}, "selectbox", "Data set"),
        ("transfer", {}, "selectbox", "Images"),
        ("self_supervision", {}, "multiselect", "Pictures"),
    ],
)
def test_every_picker_offers_them(
    cups: OwnSet, page: str, query: dict[str, str], kind: str, label: str
) -> None:
    screen = open_screen(page, **query)
    assert not screen.exception
    picker = field(screen, kind, label)
    assert TITLE in picker.options
    picker.set_value([cups.name] if kind == "multiselect" else cups.name)
    screen.run()
    assert not screen.exception
    assert not [each.value for each in screen.error if "Unknown" in each.value]


@pytest.mark.parametrize(
    ("page", "label"),
    [
        ("triplet_lab", "Data set"),
        ("train", "Data set"),
        ("unseen_class", "Data set"),
        ("transfer", "Images"),
    ],
)
def test_without_classes_a_page_says_what_it_lacks(page: str, label: str, loose: OwnSet) -> None:
    """In one sentence, with the way out; and nothing can be started."""
    screen = open_screen(page)
    field(screen, "selectbox", label).set_value(loose.name)
    screen.run()
    assert not screen.exception
    said = [each.value for kind in ("error", "warning") for each in screen.get(kind)]
    assert [each for each in said if "has no classes" in each and "metadata.csv" in each]


def test_on_data_they_have_a_card_without_classes(loose: OwnSet) -> None:
    screen = open_screen("data")
    assert not screen.exception
    said = texts(screen)
    assert "28 training · 12 test images · no classes" in said
    assert "loose has no classes, and label repair needs them. Put a metadata.csv" in said


def test_runs_that_learned_from_them_are_evaluated(cups: OwnSet, own_places: Path) -> None:
    for name in ("one", "other"):
        write_classifier(own_places / "runs" / name, data=cups.name)
    screen = open_screen("evaluation", run="one", other="other")
    assert not screen.exception
    assert field(screen, "selectbox", "Compare with").value == "other"


def test_they_stand_between_what_is_here_and_what_is_not(cups: OwnSet) -> None:
    names = list(choices(labelled=True))
    assert names.index("digits") < names.index(cups.name) < names.index("cifar10")
    assert choices(here=True)[cups.name] == TITLE
    check({"kind": "pixels", "data": cups.name, "split": "all"})
