"""A defect is in the log under a number, with its traceback; what people read has the number."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from core import defects, files, log
from core.access import Person, Role, acting_as
from core.defects import newest, noted, sentence
from core.paths import runs_folder


@pytest.fixture(autouse=True)
def place() -> None:
    runs_folder().mkdir(parents=True)


def defect() -> Exception:
    try:
        files.readable_name(None)  # type: ignore[arg-type]
    except AttributeError as error:
        return error
    raise AssertionError


def test_it_is_logged_once_under_one_number(caplog: pytest.LogCaptureFixture) -> None:
    error = defect()
    with acting_as(Person("ada", Role.MEMBER)):
        number = noted(error, "the page Map")
    assert noted(error, "the request page") == number
    (record,) = caplog.records
    assert (record.id, record.where, record.person) == (number, "the page Map", "ada")
    assert record.exc_info is not None
    assert number in sentence(number)
    (kept,) = newest()
    assert (kept.id, kept.kind) == (number, "AttributeError")
    assert kept.line.startswith("core/files.py:")


def test_the_newest_come_first_and_old_ones_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(defects, "LARGEST", 2_000)
    monkeypatch.setattr(defects, "KEPT", 5)
    numbers = [noted(defect(), "a page") for _ in range(40)]
    assert [each.id for each in newest()] == numbers[:-6:-1]
    assert (runs_folder() / defects.FILE).stat().st_size < 4_000
    with (runs_folder() / defects.FILE).open("a") as file:
        file.write("{broken\n")
    assert [each.id for each in newest()] == numbers[:-5:-1]


def test_where_nothing_can_be_kept_it_still_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_found: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(defects, "_keep", full)
    assert noted(defect(), "a page").startswith("e-")


@pytest.fixture
def root(monkeypatch: pytest.MonkeyPatch) -> logging.Logger:
    known = logging.getLogger()
    monkeypatch.setattr(known, "handlers", [])
    monkeypatch.setattr(known, "level", known.level)
    return known


def test_a_log_of_json_lines(
    root: logging.Logger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "logs" / "embedscope.jsonl"
    monkeypatch.setenv(log.VARIABLE, str(place))
    log.set_up("web")
    number = noted(defect(), "a page\nwith two lines")
    logging.getLogger("streamlit.anything").info("plain")
    logging.getLogger("httpx").info("each request to the models beside")
    place.rename(tmp_path / "rotated")
    logging.getLogger("core").warning("after")
    first, *_ = (tmp_path / "rotated").read_text().splitlines()
    assert "each request" not in (tmp_path / "rotated").read_text()
    told = json.loads(first)
    assert (told["id"], told["process"], told["level"]) == (number, "web", "error")
    assert "Traceback" in told["traceback"]
    assert "readable_name" in told["traceback"]
    assert json.loads(place.read_text())["message"] == "after"


def test_a_log_that_cannot_be_written_goes_to_standard_error(
    root: logging.Logger, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(log.VARIABLE, "/dev/null/log")
    log.set_up("web")
    logging.getLogger("core").warning("said")
    told = capsys.readouterr().err.splitlines()
    assert "cannot be written" in told[0]
    assert json.loads(told[-1])["message"] == "said"
