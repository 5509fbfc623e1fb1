"""A server at an open address without sign-in does not start, and says what to do."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from core.access import access
from pages.serving.guard.address import is_loopback, is_open
from tests.conftest import ROOT

STREAMLIT = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "1"]
COMMAND = [sys.executable, "-m", "embedscope.command", "--port", "1"]


@pytest.mark.parametrize(
    ("command", "mode"),
    [
        ([*STREAMLIT, "--server.address", "0.0.0.0"], "personal"),
        ([*COMMAND, "--address", "0.0.0.0"], "personal"),
        ([*STREAMLIT], "open"),
    ],
    ids=["streamlit", "embedscope", "no mode"],
)
def test_it_ends_with_a_word(command, mode, tmp_path):
    own = {
        "EMBEDSCOPE_MODE": mode,
        "EMBEDSCOPE_RUNS": str(tmp_path / "runs"),
        "EMBEDSCOPE_WARM": "0",
    }
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stdout + done.stderr
    wanted = "Unknown mode" if mode == "open" else "EMBEDSCOPE_MODE=team"
    assert wanted in done.stderr


@pytest.mark.parametrize(
    ("address", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("", False),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.0.3", False),
        ("lab.example.org", False),
        ("localhost.example.org", False),
    ],
)
def test_what_only_this_machine_reaches(address, loopback, monkeypatch):
    assert is_loopback(address) == loopback
    assert is_open(address, access()) != loopback
    monkeypatch.setenv("EMBEDSCOPE_MODE", "class")
    assert not is_open(address, access())
    monkeypatch.setenv("EMBEDSCOPE_MODE", "personal")
    monkeypatch.setattr(sys, "argv", ["app.py", "--i-know"])
    assert not is_open(address, access())
