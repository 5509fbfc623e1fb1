"""The command `embedscope`: what each word of it starts, and what it says where it cannot."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import embedscope
from embedscope import dashboard
from embedscope.command import FORMATS, main

LABELS = np.arange(30) % 3


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, str]]]:
    """The lines of the processes that would be started, and their runs folder's environment."""
    found: list[tuple[list[str], dict[str, str]]] = []

    class Recorded:
        def __init__(self, line: list[str], *, cwd: Path, env: dict[str, str]) -> None:
            found.append((line[1:], env))

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(subprocess, "Popen", Recorded)
    return found


def written(folder: Path, name: str = "shoes") -> Path:
    with embedscope.Run(name, probe=LABELS, folder=folder) as run:
        for step in range(3):
            run.embed(step, np.eye(3)[LABELS] * (1 + step))
    return run.path


def test_alone_it_opens_the_folder_s_dashboard(
    started: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--port", "9123", "--no-browser"]) == 0
    ((line, env),) = started
    assert line[:4] == ["-m", "streamlit", "run", "app.py"]
    assert line[line.index("--server.port") + 1] == "9123"
    assert env["EMBEDSCOPE_RUNS"] == str(tmp_path)
    assert "http://127.0.0.1:9123/ " in capsys.readouterr().out


def test_watch_opens_live_on_a_folder_or_on_one_run(
    started: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = written(tmp_path / "mine")
    assert main(["watch", str(tmp_path / "mine"), "--port", "9123", "--no-browser"]) == 0
    assert "9123/live " in capsys.readouterr().out
    assert main(["watch", str(run), "--port", "9123", "--no-browser"]) == 0
    assert "9123/live?runs=shoes " in capsys.readouterr().out
    assert {env["EMBEDSCOPE_RUNS"] for _, env in started} == {str(tmp_path / "mine")}


def test_a_port_of_another_program_is_told_with_a_free_one(
    started: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is started, and no browser shows what answers there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main([str(tmp_path), "--port", str(port)]) == 2
    told = capsys.readouterr()
    assert f"port {port} already" in told.err
    assert f"--port {port}\n" not in told.err
    assert (started, told.out) == ([], "")


def test_a_browser_is_opened_once_somebody_listens(
    started: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, opened = threading.Event(), []
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setattr("webbrowser.open", lambda url: (opened.append(url), seen.set()))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        main([str(tmp_path), "--port", str(taken.getsockname()[1])])
        taken.listen()
        assert seen.wait(10)
    assert opened[0].startswith("http://127.0.0.1:")
    assert not dashboard.has_screen({}) or sys.platform in ("win32", "darwin")


@pytest.mark.parametrize(("end", "kind"), FORMATS.items())
def test_the_file_s_ending_says_what_is_exported(
    started: list[Any], tmp_path: Path, end: str, kind: str
) -> None:
    target = tmp_path / f"x{end}"
    assert main(["export", "shoes", "--to", str(target)]) == 0
    assert started[0][0][2:] == ["export", "shoes", "--as", kind, "--out", str(target)]


def test_every_kind_of_file_is_one_of_the_app_s() -> None:
    from core.commands.export import NETS
    from core.embeddings.exports import formats

    assert set(FORMATS.values()) <= {*formats(), *NETS}


def test_a_file_of_no_kind_is_refused(
    started: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "shoes", "--to", "shoes.doc"]) == 2
    assert ".parquet" in capsys.readouterr().err
    assert main(["exprot"]) == 2
    assert "watch, export, import, get" in capsys.readouterr().err
    assert main(["import", "nowhere"]) == 2
    assert not started


def test_a_run_becomes_one_page_and_its_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    run = written(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EMBEDSCOPE_RUNS", str(tmp_path / "runs"))
    assert main(["export", str(run)]) == 0
    text = (tmp_path / "shoes.html").read_text("utf-8")
    assert "new RaceMaps(room)" in text
    assert "3 frames" in capfd.readouterr().out
    assert main(["export", "nobody"]) == 2
    assert "nobody" in capfd.readouterr().err


def test_tensorboard_s_files_are_taken_as_they_grow(started: list[Any], tmp_path: Path) -> None:
    assert main(["import", str(tmp_path), "--runs", str(tmp_path / "runs"), "--follow"]) == 0
    ((line, env),) = started
    assert line == ["-m", "core", "tensorboard", str(tmp_path), "--follow"]
    assert env["EMBEDSCOPE_RUNS"] == str(tmp_path / "runs")


def test_models_are_asked_for_by_name_and_address(started: list[Any]) -> None:
    assert main(["get", "birds", "--from", "https://x/"]) == 0
    assert started[0][0] == ["-m", "core", "get", "birds", "--from", "https://x/"]


@pytest.mark.parametrize("line", [["--help"], ["watch", "--help"], ["get", "--help"]])
def test_help_needs_no_app(
    line: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(SystemExit) as ended:
        main(line)
    assert ended.value.code == 0
    assert "usage: embedscope" in capsys.readouterr().out


@pytest.mark.parametrize("line", [[], ["watch", "."], ["export", "x"], ["import", "."], ["get"]])
def test_without_the_app_each_says_how_to_get_it(
    line: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert main(line) == 1
    assert "pip install 'embedscope[app]'" in capsys.readouterr().err


def test_who_ends_it_ends_what_it_started(tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("there is no SIGTERM to be told of")
    program = (
        "import sys; from pathlib import Path; from embedscope.dashboard import _until_it_ends;"
        "_until_it_ends([sys.executable, '-c', 'import os, time; print(os.getpid(), flush=True);"
        " time.sleep(60)'], Path('runs'))"
    )
    outer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert outer.stdout is not None
    inner = int(outer.stdout.readline())
    outer.send_signal(signal.SIGTERM)
    outer.wait(10)
    with pytest.raises(ProcessLookupError):
        os.kill(inner, 0)
