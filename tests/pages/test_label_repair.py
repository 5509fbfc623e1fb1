"""The page Label repair: a queue is made, decided by several people, and becomes a new version."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import data
from core.data.versions import all_versions
from core.jobs.kinds.repair_labels import make
from core.label_repair.asked import Asked
from core.label_repair.decisions import KEEP, RELABEL, SKIP, decide, decisions
from core.label_repair.entries import Place
from core.label_repair.kept import kept_queue
from core.label_repair.queue import Queue
from tests.pages.screen import field, open_screen, press, texts


@pytest.fixture
def queue(own_places: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Queue:
    for name in ("REPAIRS", "EMBEDDINGS"):
        monkeypatch.setenv(f"EMBEDSCOPE_{name}", str(tmp_path / name.lower()))
    make(Asked("digits", split="test"), progress=lambda *_: None, stop=lambda: False)
    found = kept_queue("digits")
    assert found is not None
    assert len(found.entries) > 3
    return found


def open_as(who: str, **query: str):
    page = open_screen("label_repair", data="digits", **query)
    field(page, "text_input", "Your name").input(who).run()
    assert not page.exception
    return page


def heading(queue: Queue, number: int) -> str:
    entry = queue.entries[number]
    label, other = queue.classes[entry.place.label], queue.classes[entry.suggestion]
    return f"### {label}, or {other}?"


def test_an_empty_page_offers_the_one_click(
    own_places: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMBEDSCOPE_REPAIRS", str(tmp_path / "repairs"))
    page = open_screen("label_repair")
    assert not page.exception
    press(page, "Look for doubtful labels")
    assert "Labels of scikit-learn's digits" in texts(page)


def test_nobody_decides_without_a_name(queue: Queue) -> None:
    page = open_as("")
    assert heading(queue, 0) in texts(page)
    assert all(button.disabled for button in page.button if button.label in ("Drop", "Skip"))
    page = open_as("x\x07")
    assert "kept by name" in texts(page)


def test_each_key_decides_and_the_next_image_comes(queue: Queue) -> None:
    page = open_as("Ada")
    first, second = queue.entries[0], queue.entries[1]
    assert first.reasons[0].replace("_", r"\_") in texts(page)
    press(page, f"It is {queue.classes[first.suggestion]} ↵")
    made = decisions("digits")[-1]
    assert (made.who, made.what, made.row) == ("Ada", RELABEL, first.place.row)
    assert made.to == queue.classes[first.suggestion]
    assert heading(queue, 1) in texts(page)
    press(page, "Drop")
    assert decisions("digits")[-1].row == second.place.row
    press(page, "Undo")
    assert heading(queue, 1) in texts(page)
    assert (
        page.query_params["image"] in (f"test-{second.place.row}",) * 2
        or [f"test-{second.place.row}"] == page.query_params["image"]
    )
    press(page, f"Keep {queue.classes[second.place.label]}")
    assert [each.what for each in decisions("digits")] == ["relabel", "drop", "undo", "keep"]
    assert "2 of" in str(page.get("progress")[0].proto.text)


def test_another_class_is_chosen_from_the_list(queue: Queue) -> None:
    page = open_as("Ada")
    field(page, "selectbox", "Another class").select("7").run()
    assert not page.exception
    assert decisions("digits")[-1].to == "7"


def test_two_people_share_the_work_or_both_see_all(queue: Queue) -> None:
    place = queue.entries[0].place
    decide("digits", "Grace", KEEP, place, queue.classes)
    assert heading(queue, 0) not in texts(open_as("Ada"))
    page = open_as("Ada", work="all", image=f"test-{place.row}")
    assert heading(queue, 0) in texts(page)
    assert "Grace: kept" not in texts(page)  # first one's own word
    press(page, "Drop")
    page = open_as("Ada", view="decisions")
    assert "People disagree on 1" in texts(page)
    assert "Grace: kept as" in texts(page)


def test_what_was_decided_becomes_a_version_that_is_trained(queue: Queue) -> None:
    page = open_as("Ada", view="version")
    apply = next(each for each in page.button if each.label == "Make the new version")
    assert apply.disabled
    entry = queue.entries[0]
    to = queue.classes[entry.suggestion]
    decide("digits", "Ada", RELABEL, entry.place, queue.classes, to=to)
    decide("digits", "Grace", SKIP, queue.entries[1].place, queue.classes)
    page = open_as("Ada", view="version")
    press(page, "Make the new version")
    (version,) = all_versions()
    assert version.title in "".join(each.value for each in page.success)
    after = data.load(version.name, "test")
    assert queue.classes[after.labels[entry.place.row]] == to
    assert "a net would learn the same" in texts(page)
    label = int(data.load("digits", "train").labels[0])
    decide("digits", "Ada", "drop", Place("train", 0, label), queue.classes)
    page = open_as("Ada", view="version")
    press(page, "Make the new version")
    (version,) = [each for each in all_versions() if each.splits["train"].any]
    press(page, "Retrain and compare")
    assert len(str(page.query_params["runs"]).split(",")) == 2
    said = texts(page)
    assert f"Simple CNN on {version.title}" in said.replace("\\", "")
    assert "Simple CNN on scikit-learn's digits, repaired 1" in said  # the same test labels


def test_the_version_stands_on_data_and_in_pickers(queue: Queue) -> None:
    entry = queue.entries[0]
    decide("digits", "Ada", "drop", entry.place, queue.classes)
    page = open_as("Ada", view="version")
    press(page, "Make the new version")
    (version,) = all_versions()
    assert "1 image left out" in texts(open_screen("data")).replace("**", "")
    options = field(open_screen("label_repair"), "selectbox", "Data set").options
    assert version.title in options
