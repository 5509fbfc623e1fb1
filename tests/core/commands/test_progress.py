"""The commands' line of progress, on a terminal and in a log."""

from __future__ import annotations

import sys

import pytest

from core.commands import _progress
from core.commands._progress import ProgressLine


def test_a_terminal_shows_one_line_written_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    line = ProgressLine()
    line.end()  # nothing was begun
    line.show("a long first word" + 90 * ".")
    line.show("short")
    line.end()
    said = capsys.readouterr().err
    assert said.endswith("\n")
    assert said.count("\n") == 1
    assert said.rsplit("\r", 1)[1].rstrip() == "short"
    first, second = said.strip("\r\n").split("\r")
    assert len(first) == len(second)  # nothing of the first is left


def test_a_log_gets_a_line_a_minute(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = [100.0]
    monkeypatch.setattr(_progress.time, "monotonic", lambda: clock[0])
    line = ProgressLine()
    for second in range(150):
        clock[0] = 100.0 + second
        line.show(f"second {second}")
    line.end()
    assert capsys.readouterr().err == "second 60\nsecond 120\n"
