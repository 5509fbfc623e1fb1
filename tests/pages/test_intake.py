"""How photos come into the widgets, and how long they are kept."""

from __future__ import annotations

import base64
from types import SimpleNamespace

import pytest

from core.data.open_photo import MAX_BYTES
from pages.widgets._visits import Visits
from tests.on_use import OnUse

intake = OnUse("pages.widgets._intake")


def event(*photos: dict[str, object]) -> SimpleNamespace:
    return SimpleNamespace(photos=list(photos))


def test_what_is_received_is_brought_once():
    key = intake.receive(base64.b64encode(b"a photo").decode())["key"]
    told = event({"name": "a.jpg", "key": key}, {"name": "a.jpg", "key": key})
    first, again = intake.brought(told)
    assert (first.name, first.content, first.refused) == ("a.jpg", b"a photo", "")
    assert again.content is None
    assert "did not arrive" in again.refused


def test_an_empty_file_arrives_and_what_is_no_base64_does_not():
    key = intake.receive("")["key"]
    assert intake.brought(event({"name": "empty.jpg", "key": key}))[0].content == b""
    assert "did not arrive whole" in intake.receive("%%%")["refused"]


def test_what_is_too_large_is_refused_by_both_sides(monkeypatch: pytest.MonkeyPatch):
    told = intake.brought(event({"name": "huge.jpg", "size": 3 * MAX_BYTES}))[0]
    assert told.content is None
    assert "60.0 MB" in told.refused
    monkeypatch.setattr("pages.widgets._intake.MAX_BYTES", 3)
    assert "at most 20 MB" in intake.receive(base64.b64encode(b"four").decode())["refused"]


def test_a_folder_has_its_reason():
    told = intake.brought(event({"name": "folder", "refused": "This is a folder."}))[0]
    assert (told.content, told.refused) == (None, "This is a folder.")


def test_a_visit_is_kept_for_a_while_after_its_last_use():
    now = [0.0]
    visits: Visits[str] = Visits(len, seconds=100, most=100, now=lambda: now[0])
    visits.put("a", "photo")
    now[0] = 90
    assert visits.get("a") == "photo"  # used: it begins anew
    now[0] = 180
    assert visits.get("a") == "photo"
    now[0] = 281
    assert visits.get("a") is None


def test_all_visits_together_stay_within_bounds():
    visits: Visits[str] = Visits(len, seconds=100, most=10, now=lambda: 0.0)
    for name in "abc":
        visits.put(name, "four")
    assert [visits.get(name) for name in "abc"] == [None, "four", "four"]
    visits.get("b")
    visits.put("d", "four")
    assert [visits.get(name) for name in "bcd"] == ["four", None, "four"]
    visits.put("e", "far too much for it")
    assert visits.get("e") is None


def test_a_visit_takes_one_value_and_nobody_none():
    visits: Visits[str] = Visits(len, seconds=100, most=10)
    visits.put("a", "first")
    visits.put("a", "second")
    visits.put("", "nobody's")
    assert visits.get("") is None
    assert visits.pop("a") == "second"
    assert visits.get("a") is None


def test_nobody_has_to_come_for_it_to_be_forgotten():
    import time

    visits: Visits[str] = Visits(len, seconds=0.0, most=10)
    visits._seconds = -0.9  # due at once; the timer comes a tenth of a second later
    visits._kept["a"] = (visits._now(), 5, "photo")
    visits._look_again()
    until = time.monotonic() + 30
    while visits._kept and time.monotonic() < until:
        time.sleep(0.02)
    assert not visits._kept
